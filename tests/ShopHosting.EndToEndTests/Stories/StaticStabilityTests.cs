using ShopHosting.EndToEndTests.Installations;
using ShopHosting.EndToEndTests.Web;

namespace ShopHosting.EndToEndTests.Stories;

/// <summary>Shops do not need the panel to serve.</summary>
public sealed class StaticStabilityTests(Installation installation, ITestOutputHelper output) : Story(installation, output)
{
    private const int RequestsInEachState = 30;

    [Fact]
    public Task A_shop_serves_every_request_while_the_panel_is_stopped_killed_and_started() => TellAsync(async () =>
    {
        const string name = "steady";
        using var customer = Installation.NewCustomer();
        var shop = await customer.OpenShopAsync(name);
        var before = await Installation.StoreAsync(shop.Id);
        var platform = (await Installation.Docker.CensusAsync("shophosting.installation", Installation.Id)).Ids;
        await using var load = new Load(Installation.NewVisitor(), $"{shop.Address}/?load");

        await load.UntilMoreAsync(RequestsInEachState);
        await Installation.StopPanelAsync();
        await load.UntilMoreAsync(RequestsInEachState);
        await Installation.StartPanelAsync();
        await load.UntilMoreAsync(RequestsInEachState);
        await Installation.KillPanelAsync();
        await load.UntilMoreAsync(RequestsInEachState);
        await Installation.StartPanelAsync();
        await load.UntilMoreAsync(RequestsInEachState);

        (await customer.StatusAsync(shop)).ShouldBe("Live");
        (await Installation.StoreAsync(shop.Id)).Ids.ShouldBe(before.Ids);
        (await Installation.Docker.CensusAsync("shophosting.installation", Installation.Id)).Ids.ShouldBe(platform);
        (await Installation.Journal.OfStoreAsync(shop.Id)).ShouldBe(["Provision Succeeded by a person"]);
        await load.StopAsync();
        load.Failures.ShouldBeEmpty();
        Output.WriteLine($"{load.Count} requests, none failed.");

        await customer.DeleteAsync(shop, name);
        await customer.UntilAsync(shop, "Purged", TimeSpan.FromSeconds(60));
    });

    /// <summary>One visitor who asks again and again.</summary>
    private sealed class Load : IAsyncDisposable
    {
        private readonly CancellationTokenSource stop = new();
        private readonly Task asking;
        private readonly List<string> failures = [];
        private int count;

        public Load(Browser visitor, string address) => asking = Task.Run(() => AskAsync(visitor, address));

        public int Count => Volatile.Read(ref count);

        public IReadOnlyList<string> Failures => failures;

        public Task<int> UntilMoreAsync(int more)
        {
            var enough = Count + more;
            return Until.ItIsAsync($"{more} more requests", TimeSpan.FromSeconds(60), () => Task.FromResult(Count), asked => asked >= enough);
        }

        public Task StopAsync()
        {
            stop.Cancel();
            return asking;
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            stop.Dispose();
        }

        private async Task AskAsync(Browser visitor, string address)
        {
            using var leaving = visitor;
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    if (await visitor.GetAsync(address) is { Status: not 200 } page)
                    {
                        failures.Add($"{page}");
                    }
                }
                catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
                {
                    failures.Add(exception.ToString());
                }

                Interlocked.Increment(ref count);
            }
        }
    }
}
