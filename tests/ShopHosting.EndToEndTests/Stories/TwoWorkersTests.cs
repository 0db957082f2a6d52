using System.Globalization;
using System.Net.Sockets;
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

    private const int VisitsWithoutEngine = 100;

    /// <summary>Each leaves a line in the edge's log and one in the shop's, which nobody reads without an engine: more than their pipes take.</summary>
    private const int LinesWithoutEngine = 4000;

    /// <summary>Small, and a file: the shop's web server alone answers.</summary>
    private const string Picture = "/wp-includes/images/blank.gif";

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
            async Task ServesAsync(int visits, string path = "/")
            {
                for (var visit = 0; visit < visits; visit++)
                {
                    var page = await visitor.GetAsync($"http://{installation.AuthorityOf(name)}{path}?visit={visit}");
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

            await ForwardsAreForEdgesAsync(second, installation, shop.Id);
            await second.CutAsync();
            await UntilServedAsync(503);
            await UntilAsync(Far, "Unreachable", Limit);
            (await customer.PageAsync(shop)).Text.ShouldContain("Its server has not answered since");
            await second.MendAsync();
            await UntilServedAsync(200);
            await UntilAsync(Far, "Active", Limit);

            await second.KillEngineAsync();
            await ServesAsync(LinesWithoutEngine, Picture);
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

    /// <summary>
    /// Edges get to where edges forward to each other; whatever address of its own or the other server a shop tries there, its packets are dropped. That nothing
    /// listens at most of these addresses would be told it at once.
    /// </summary>
    private static async Task ForwardsAreForEdgesAsync(SecondWorker second, Installation installation, string store)
    {
        using var edge = new TcpClient();
        await edge.ConnectAsync(second.Address, installation.ForwardPort);
        var application = (await second.DockerAsync("ps", "--quiet", "--filter", $"label={Census.StoreLabel}={store}", "--filter", $"label={Census.RoleLabel}=application")).Trim();
        async Task<string> TryAsync(string address, int port) => await second.DockerAsync("exec", application, "php", "-r",
            string.Create(CultureInfo.InvariantCulture, $"echo @fsockopen('{address}', {port}, $code, $why, 1.5) ? 'open' : $why;"));
        var addresses = (await second.RunAsync("ip", "-4", "-oneline", "address", "show", "scope", "global")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split("inet ")[1].Split('/')[0]).Append(second.NearAddress).ToList();
        addresses.ShouldContain(second.Address);
        addresses.Count.ShouldBeGreaterThan(3, "Docker's bridge and the two of the shop are there too");
        foreach (var address in addresses)
        {
            (await TryAsync(address, installation.ForwardPort)).ShouldBe("Connection timed out", address);
        }

        (await TryAsync(second.Address, installation.EdgePort)).ShouldBe("open", "the way to the host is there, for visitors");
    }

    /// <summary>What <c>shopctl worker certificates</c> writes into panel.pem: authority, certificate and key.</summary>
    private static async Task<string> BundleAsync(SecondWorker worker)
        => string.Join('\n', await Task.WhenAll(new[] { worker.Endpoint.AuthorityFile, worker.Endpoint.CertificateFile, worker.Endpoint.KeyFile }.Select(file => File.ReadAllTextAsync(file!))));
}
