using System.Collections.Concurrent;
using System.Globalization;
using ShopHosting.EndToEndTests.Docker;
using ShopHosting.EndToEndTests.Installations;
using ShopHosting.EndToEndTests.Web;

namespace ShopHosting.EndToEndTests.Stories;

/// <summary>Shops do not need the panel to serve.</summary>
public sealed class StaticStabilityTests(Installation installation, ITestOutputHelper output) : Story(installation, output)
{
    private const int Visitors = 4;
    private const int RequestsInEachState = 100;

    /// <summary>Longer than anything in the panel looks at a worker.</summary>
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(30);

    [Fact]
    public Task A_shop_serves_every_request_while_the_panel_is_stopped_killed_and_started() => TellAsync(async () =>
    {
        const string name = "steady";
        using var customer = Installation.NewCustomer();
        var shop = await customer.OpenShopAsync(name);
        var before = await Installation.StoreAsync(shop.Id);
        var platform = await WhatRunsAsync();
        await using var load = new Load([.. Enumerable.Range(0, Visitors).Select(_ => Installation.NewVisitor())], $"{shop.Address}/?load");

        await load.UntilMoreAsync(RequestsInEachState);
        await Installation.StopPanelAsync();
        await load.UntilMoreAsync(RequestsInEachState);
        await Installation.StartPanelAsync();
        await load.UntilMoreAsync(RequestsInEachState);
        await Installation.KillPanelAsync();
        var killed = TimeProvider.System.GetUtcNow();
        await Task.Delay(Away, TimeProvider.System);
        await load.UntilMoreAsync(RequestsInEachState);
        await Installation.StartPanelAsync();
        await load.UntilMoreAsync(RequestsInEachState);

        var page = await Until.ItIsAsync("the shop to be seen from outside by the panel that is back", TimeSpan.FromSeconds(60), () => customer.PageAsync(shop), page => SeenAt(page) > killed);
        page.TextOf("#health-part dt").ShouldBe("Last seen from outside");
        (await customer.StatusAsync(shop)).ShouldBe("Live");
        (await Installation.StoreAsync(shop.Id)).Ids.ShouldBe(before.Ids);
        (await Installation.StoreAsync(shop.Id)).VolumeBirths.ShouldBe(before.VolumeBirths);
        (await WhatRunsAsync()).ShouldBe(platform);
        (await Installation.Journal.OfStoreAsync(shop.Id)).ShouldBe(["Provision Succeeded by a person"]);
        await load.StopAsync();
        load.Failures.ShouldBeEmpty();
        Output.WriteLine($"{load.Count} requests, none failed.");

        await customer.DeleteAsync(shop, name);
        await customer.UntilAsync(shop, "Purged", TimeSpan.FromSeconds(60));
    });

    /// <summary>Every container with when it was started: two of these are equal when none was made anew or started again, not even by Docker.</summary>
    private async Task<string> WhatRunsAsync()
    {
        var census = await Installation.Docker.CensusAsync(Census.InstallationLabel, Installation.Id);
        var started = await Task.WhenAll(census.Containers.OrderBy(container => container.Name).Select(async container =>
            $"{container.Name} {container.Id} {(await Installation.Docker.InspectContainerAsync(container.Id))["State"]!["StartedAt"]}"));
        return string.Join('\n', started);
    }

    /// <summary>When the shop was asked from outside the last time, to the second.</summary>
    private static DateTimeOffset SeenAt(WebPage page) => DateTimeOffset.Parse(page.Element("#health-part time").GetAttribute("datetime")!, CultureInfo.InvariantCulture);

    /// <summary>Visitors who ask again and again.</summary>
    private sealed class Load : IAsyncDisposable
    {
        private readonly CancellationTokenSource stop = new();
        private readonly Task asking;
        private readonly ConcurrentQueue<string> failures = [];
        private int count;

        public Load(IReadOnlyList<Browser> visitors, string address) => asking = Task.WhenAll(visitors.Select(visitor => Task.Run(() => AskAsync(visitor, address))));

        public int Count => Volatile.Read(ref count);

        public IReadOnlyCollection<string> Failures => failures;

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
                        failures.Enqueue($"{page}");
                    }
                }
                catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
                {
                    failures.Enqueue(exception.ToString());
                }

                Interlocked.Increment(ref count);
            }
        }
    }
}
