using System.Globalization;
using ShopHosting.EndToEndTests.Installations;

namespace ShopHosting.EndToEndTests.Stories;

/// <summary>A shop stands still for a reason, and comes back with all it had.</summary>
public sealed class SuspendTests(Installation installation, ITestOutputHelper output) : Story(installation, output)
{
    private static readonly string[] s_paths = ["/", "/wp-login.php", "/.shophosting/", "/nonesuch"];
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public Task Visitors_get_a_page_without_a_reason_the_containers_stay_stopped_and_all_comes_back() => TellAsync(async () =>
    {
        const string name = "paused";
        using var customer = Installation.NewCustomer();
        using var visitor = Installation.NewVisitor();
        using var administrator = await Installation.NewAdministratorAsync();
        var shop = await customer.OpenShopAsync(name);
        var census = await Installation.StoreAsync(shop.Id);
        var page = (await administrator.GetAsync($"{Installation.Panel}/admin/stores?name={name}")).Element($"a[href$='/{shop.Id}']").GetAttribute("href");

        var since = TimeProvider.System.GetTimestamp();
        await administrator.SubmitAsync(await administrator.GetAsync($"{Installation.Panel}{page}/suspend"), ("Input.Cause", "Unpaid"), ("Input.Words", "The invoice of March is open."));
        await customer.UntilAsync(shop, "Suspended", Limit);
        Output.WriteLine($"Suspended after {TimeProvider.System.GetElapsedTime(since).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s.");

        foreach (var path in s_paths)
        {
            var seen = await visitor.GetAsync($"{shop.Address}{path}");
            (seen.Status, seen.Headers["Retry-After"], seen.TextOf("h1")).ShouldBe((503, "3600", "This shop is paused"));
            seen.Text.ShouldNotContain("invoice");
        }

        (await customer.PageAsync(shop)).TextOf(".state").ShouldContain("The invoice of March is open.");
        foreach (var container in census.Containers)
        {
            var found = await Installation.Docker.InspectContainerAsync(container.Id);
            (found["State"]!["Status"]!.GetValue<string>(), found["HostConfig"]!["RestartPolicy"]!["Name"]!.GetValue<string>()).ShouldBe(("exited", "no"), container.Name);
        }

        await Installation.Docker.StartContainerAsync(census["application"].Id);
        await Until.ItIsAsync("the container that somebody started to be stopped again", Limit, () => Installation.StoreAsync(shop.Id), now => now.Containers.All(container => container.State == "exited"));

        await customer.UntilAsync(shop, "Suspended", Limit);
        since = TimeProvider.System.GetTimestamp();
        await administrator.SubmitAsync(await administrator.GetAsync($"{Installation.Panel}{page}/resume"));
        await customer.UntilAsync(shop, "Live", Limit);
        Output.WriteLine($"Resumed after {TimeProvider.System.GetElapsedTime(since).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s.");
        (await visitor.GetAsync($"{shop.Address}/")).Status.ShouldBe(200);
        var after = await Installation.StoreAsync(shop.Id);
        (after.Ids, after.VolumeBirths).ShouldBe((census.Ids, census.VolumeBirths));

        await customer.DeleteAsync(shop, name);
        await customer.UntilAsync(shop, "Purged", Limit);
    });
}
