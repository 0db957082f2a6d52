using ShopHosting.Domain;
using ShopHosting.Domain.Stores;

namespace ShopHosting.IntegrationTests.Frontend;

public sealed class HardeningPageTests : FrontendTest
{
    [Fact]
    public async Task The_shops_page_tells_the_score_and_leads_to_every_check()
    {
        var (visitor, store, page) = await CustomerAsync();
        store.Finish();

        var link = Parse(await visitor.GetAsync(page)).QuerySelector(".hardening-line a")!;
        var checks = Parse(await visitor.GetAsync(link.GetAttribute("href")!));

        link.TextContent.ShouldBe("Hardened: 2 of 2 checks passed");
        checks.QuerySelectorAll(".hardening tbody tr").Select(row => row.TextContent.Trim()).ShouldBe(
        [
            "5.2 AppArmor profilethe worker's kernel has no AppArmorDoes not apply",
            "5.4 Linux capabilitiesall droppedPassed",
            "5.11 Memory limitdatabase: 256 MB; application: 512 MBPassed",
            "5.15 Restart after a failurealways, on purposeDone otherwise",
        ]);
    }

    [Fact]
    public async Task A_check_that_failed_is_named_at_once_to_customer_and_administrator()
    {
        var (visitor, store, page) = await CustomerAsync();
        store.Finish();
        store.Hardening = store.Hardening with { Items = store.Hardening.Items.Add(new("5.29", "Limit of processes", HardeningOutcome.Failed, "application: none")) };

        foreach (var (person, address) in new[] { (visitor, page), (await AdministratorAsync(), $"/admin/stores/{store.State.Key}") })
        {
            var told = Parse(await person.GetAsync(address));
            told.QuerySelector(".hardening-line a")!.TextContent.ShouldBe("Hardened: 2 of 3 checks passed");
            told.QuerySelectorAll(".problem").Select(problem => problem.TextContent).ShouldContain("Failed: Limit of processes (application: none).");
            Parse(await person.GetAsync($"{address}/hardening")).QuerySelector(".hardening tbody th")!.TextContent.ShouldBe("5.29 Limit of processes", "what failed comes first");
        }
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_told_and_a_shop_without_containers_has_no_score()
    {
        var (visitor, store, page) = await CustomerAsync();
        store.Hardening = store.Hardening with { Items = [] };
        Parse(await visitor.GetAsync(page)).QuerySelector(".hardening-line").ShouldBeNull();
        (await visitor.GetAsync($"{page}/hardening")).Text.ShouldContain("Nothing of the shop runs at this moment.");

        Installation.ContainersError = new Error(ErrorKind.Unavailable, "engine.unreachable", "The engine does not answer.");
        (await visitor.GetAsync($"{page}/hardening")).Text.ShouldContain("The parts of the shop could not be asked at this moment. The engine does not answer.");
    }
}
