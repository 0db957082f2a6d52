using ShopHosting.EndToEndTests.Docker;
using ShopHosting.EndToEndTests.Installations;
using ShopHosting.EndToEndTests.Web;

namespace ShopHosting.EndToEndTests.Stories;

/// <summary>Somebody breaks things on the worker behind the panel's back.</summary>
public sealed class DriftTests(Installation installation, ITestOutputHelper output) : Story(installation, output)
{
    private static readonly TimeSpan RepairLimit = TimeSpan.FromSeconds(60);

    [Fact]
    public Task What_is_broken_behind_its_back_is_put_right_within_a_minute_and_nothing_else_is_touched() => TellAsync(async () =>
    {
        const string name = "drift";
        using var customer = Installation.NewCustomer();
        var shop = await customer.OpenShopAsync(name);
        using var administrator = await ShopAdministrator.SignInAsync(Installation.NewVisitor(), shop, await customer.AdministratorAsync(shop, customer.Password));
        var post = await administrator.PublishAsync("Kept", "What is written stays.");
        var census = await Installation.StoreAsync(shop.Id);
        var foreign = $"{census["application"].Name}-2";
        await Installation.Docker.CreateContainerAsync(foreign, Installation.ImageOf("valkey")!, "/bin/sleep", "600");
        try
        {
            await Installation.Docker.StartContainerAsync(foreign);
            var stranger = (await Installation.Docker.InspectContainerAsync(foreign)).ToJsonString();

            await BreakAsync(customer, shop, 1, "the application was removed", () => Installation.Docker.RemoveContainerAsync(census["application"].Id));
            await BreakAsync(customer, shop, 2, "the database was stopped", () => Installation.Docker.StopContainerAsync(census["database"].Id));
            await BreakAsync(customer, shop, 3, "the inner network was removed", () => RemoveNetworkAsync(census));

            using var visitor = Installation.NewVisitor();
            (await visitor.GetAsync(post)).TextOf("h1").ShouldBe("Kept");
            (await Installation.StoreAsync(shop.Id)).VolumeBirths.ShouldBe(census.VolumeBirths);
            (await Installation.Docker.InspectContainerAsync(foreign)).ToJsonString().ShouldBe(stranger);
        }
        finally
        {
            await Installation.Docker.RemoveContainerAsync(foreign);
        }

        await customer.DeleteAsync(shop, name);
        await customer.UntilAsync(shop, "Purged", TimeSpan.FromSeconds(60));
    });

    [Fact]
    public Task Edge_guard_and_relay_come_back_by_themselves() => TellAsync(async () =>
    {
        const string name = "edgeless";
        using var customer = Installation.NewCustomer();
        using var visitor = Installation.NewVisitor();
        var shop = await customer.OpenShopAsync(name);
        foreach (var container in new[] { Installation.EdgeContainer, Installation.GuardContainer, Installation.RelayContainer })
        {
            var before = (await Installation.Docker.InspectContainerAsync(container))["Id"]!.GetValue<string>();
            await Installation.Docker.RemoveContainerAsync(container);
            await Until.ItIsAsync($"{container} to be back", RepairLimit, () => Installation.Docker.CensusAsync(Census.InstallationLabel, Installation.Id),
                census => census.Containers.Any(found => found.Name == container && found.Id != before && found.State == "running"));
            await Until.ItIsAsync("the shop to answer", RepairLimit, () => visitor.GetAsync($"{shop.Address}/"), page => page.Status == 200 && page.Headers["X-ShopHosting-Store"] == shop.Id);
        }

        await customer.DeleteAsync(shop, name);
        await customer.UntilAsync(shop, "Purged", TimeSpan.FromSeconds(60));
    });

    [Fact]
    public Task An_edge_that_serves_another_configuration_is_given_the_newest_and_lost_data_is_told_and_not_replaced() => TellAsync(async () =>
    {
        const string name = "lost";
        using var customer = Installation.NewCustomer();
        using var visitor = Installation.NewVisitor();
        var shop = await customer.OpenShopAsync(name);
        var census = await Installation.StoreAsync(shop.Id);

        (await Installation.Docker.ExecAsync(Installation.EdgeContainer, "/usr/local/bin/edge-switch", "0")).ExitCode.ShouldBe(0);
        var since = TimeProvider.System.GetTimestamp();
        await Until.ItIsAsync("the shop to answer", RepairLimit, () => visitor.GetAsync($"{shop.Address}/"), page => page.Status == 200);
        Output.WriteLine($"Repaired {TimeProvider.System.GetElapsedTime(since).TotalSeconds:0.0} s after the edge served another configuration.");

        await Installation.StopPanelAsync();
        foreach (var container in census.Containers)
        {
            await Installation.Docker.RemoveContainerAsync(container.Id);
        }

        var data = census.Volumes.Single(volume => volume.Labels[Census.RoleLabel] == "database");
        await Installation.Docker.RemoveVolumeAsync(data.Name);
        await Installation.StartPanelAsync();
        await customer.UntilAsync(shop, "Broken", RepairLimit);
        (await customer.PageAsync(shop)).TextOf(".state .problem").ShouldContain($"{data.Name}. Nothing was put in its place");
        var left = await Installation.StoreAsync(shop.Id);
        (left.Containers.Count, left.Volumes.Count).ShouldBe((0, census.Volumes.Count - 1), left.ToString());

        await customer.DeleteAsync(shop, name);
        await customer.UntilAsync(shop, "Purged", TimeSpan.FromSeconds(60));
    });

    /// <summary>Breaks something, and waits until the journal has one more repair that succeeded, all of the shop runs and it answers.</summary>
    private async Task BreakAsync(Customer customer, Shop shop, int repairs, string what, Func<Task> breakIt)
    {
        var since = TimeProvider.System.GetTimestamp();
        await breakIt();
        await Until.ItIsAsync($"the repair after {what}", RepairLimit, () => Installation.Journal.OfStoreAsync(shop.Id), rows => rows.Count(row => row == "Repair Succeeded by system") >= repairs);
        await customer.UntilAsync(shop, "Live", RepairLimit);
        Output.WriteLine($"Repaired {TimeProvider.System.GetElapsedTime(since).TotalSeconds:0.0} s after {what}.");
        (await customer.PageAsync(shop)).TextOf("#steps-details h2").ShouldBe("The last repair");
        var census = await Installation.StoreAsync(shop.Id);
        census.Containers.Select(container => container.State).ShouldBe(["running", "running", "running"], census.ToString());
        (census.Networks.Count, census.Volumes.Count).ShouldBe((2, 5));
        using var visitor = Installation.NewVisitor();
        (await visitor.GetAsync($"{shop.Address}/")).Status.ShouldBe(200);
    }

    private async Task RemoveNetworkAsync(Census census)
    {
        var network = census.Networks.Single(network => network.Labels[Census.RoleLabel] == "inner");
        foreach (var (container, _) in (await Installation.Docker.InspectNetworkAsync(network.Id))["Containers"]!.AsObject())
        {
            await Installation.Docker.DisconnectAsync(network.Id, container);
        }

        await Installation.Docker.RemoveNetworkAsync(network.Id);
    }
}
