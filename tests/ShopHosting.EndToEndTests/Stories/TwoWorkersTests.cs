using System.Globalization;
using ShopHosting.EndToEndTests.Docker;
using ShopHosting.EndToEndTests.Installations;
using ShopHosting.EndToEndTests.Web;
using ShopHosting.Testing.Machines;

namespace ShopHosting.EndToEndTests.Stories;

/// <summary>A second server with an engine of its own, from its joining to its retirement. The installation is the story's own.</summary>
[Collection(OneInstallation.Name)]
[Trait("needs", "docker")]
public sealed class TwoWorkersTests(ITestOutputHelper output)
{
    private const string Far = "far";

    private static readonly string[] s_images = ["edge", "guard", "relay", "valkey", "wordpress", "wordpress-db"];

    /// <summary>Some hundred megabytes of images go there.</summary>
    private static readonly TimeSpan JoinLimit = TimeSpan.FromMinutes(3);

    /// <summary>Edges give idle connections between them up after 3 s; a request on one that was just cut waits for an answer as long as a shop may take.</summary>
    private static readonly TimeSpan IdleConnections = TimeSpan.FromSeconds(4);

    private const int VisitsWithoutEngine = 100;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_shop_on_another_server_is_served_through_this_one_and_outlasts_a_cut_of_the_network_and_the_death_of_its_engine()
    {
        const string name = "faraway";
        await using var second = await SecondWorker.StartAsync();
        await using var installation = new Installation { OnlyImages = s_images, PrivateAddress = second.NearAddress };
        await installation.InitializeAsync();
        try
        {
            using var administrator = await installation.NewAdministratorAsync();
            using var customer = installation.NewCustomer();
            using var visitor = installation.NewVisitor();
            var workers = $"{installation.Panel}/admin/workers";
            async Task<WebPage> AskAsync(string page, params (string, string)[] typed) => await administrator.SubmitAsync(await administrator.GetAsync($"{workers}/{page}"), typed);
            async Task UntilAsync(string worker, string status, TimeSpan upTo)
            {
                var since = TimeProvider.System.GetTimestamp();
                await Until.ItIsAsync($"worker {worker} to be {status}", upTo, () => administrator.GetAsync($"{workers}/{worker}"), page => page.TextOf(".state-head .badge") == status);
                output.WriteLine($"{worker} is {status} after {TimeProvider.System.GetElapsedTime(since).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s.");
            }

            Task UntilServedAsync(int status) => Until.ItIsAsync($"visitors to get {status}", Limit, () => visitor.GetAsync($"http://{installation.AuthorityOf(name)}/"), page => page.Status == status);
            async Task ServesAsync(int visits)
            {
                for (var visit = 0; visit < visits; visit++)
                {
                    var page = await visitor.GetAsync($"http://{installation.AuthorityOf(name)}/?visit={visit}");
                    page.Status.ShouldBe(200, $"visit {visit}: {page}");
                }
            }

            async Task<string> RunningThereAsync(string store) => await second.DockerAsync("ps", "--quiet", "--no-trunc", "--filter", $"label={Census.StoreLabel}={store}");

            var certificates = await AskAsync("add", ("Input.Name", Far), ("Input.Endpoint", second.Endpoint.Address), ("Input.Address", second.Address));
            await administrator.SubmitAsync(certificates, ("Input.Bundle", await BundleAsync(second)));
            await UntilAsync(Far, "Active", JoinLimit);
            await AskAsync($"{Installation.Worker}/ingress");
            (await installation.ShopctlAsync("worker", "cordon", Installation.Worker, "--reason", "the other one is to be tried")).ShouldStartWith($"{Installation.Worker} is cordoned");

            var shop = await customer.OpenShopAsync(name);
            (await installation.StoreAsync(shop.Id)).IsEmpty.ShouldBeTrue("nothing of it is on this server");
            var running = await RunningThereAsync(shop.Id);
            running.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(3);
            await UntilServedAsync(200);

            await second.CutAsync();
            await Task.Delay(IdleConnections, TimeProvider.System);
            await UntilServedAsync(503);
            await UntilAsync(Far, "Unreachable", Limit);
            (await customer.PageAsync(shop)).Text.ShouldContain("Its server has not answered since");
            await second.MendAsync();
            await UntilServedAsync(200);
            await UntilAsync(Far, "Active", Limit);

            await second.KillEngineAsync();
            await ServesAsync(VisitsWithoutEngine);
            await UntilAsync(Far, "Unreachable", Limit);
            (await visitor.GetAsync($"http://{installation.AuthorityOf(name)}/")).Status.ShouldBe(200);
            await second.StartEngineAsync();
            await ServesAsync(VisitsWithoutEngine);
            await UntilAsync(Far, "Active", Limit);
            await ServesAsync(VisitsWithoutEngine);
            (await RunningThereAsync(shop.Id)).ShouldBe(running);
            (await installation.Journal.OfStoreAsync(shop.Id)).ShouldBe(["Provision Succeeded by a person"]);

            (await AskAsync($"{Far}/retire", ("Input.ConfirmedName", Far))).TextOf(".error-summary").ShouldContain("store");
            await customer.DeleteAsync(shop, name);
            await customer.UntilAsync(shop, "Purged", Limit);
            (await RunningThereAsync(shop.Id)).ShouldBeEmpty();
            (await installation.ShopctlAsync("worker", "check", Far)).ShouldEndWith($"{Far} is active and gets new stores.\n");
            await installation.ShopctlAsync("worker", "retire", Far, "--yes", Far);
            (await installation.ShopctlAsync("worker", "list")).ShouldContain("Retired");
        }
        catch (Exception)
        {
            output.WriteLine(installation.Log);
            throw;
        }
    }

    /// <summary>What <c>shopctl worker certificates</c> writes into panel.pem: authority, certificate and key.</summary>
    private static async Task<string> BundleAsync(SecondWorker worker)
        => string.Join('\n', await Task.WhenAll(new[] { worker.Endpoint.AuthorityFile, worker.Endpoint.CertificateFile, worker.Endpoint.KeyFile }.Select(file => File.ReadAllTextAsync(file!))));
}
