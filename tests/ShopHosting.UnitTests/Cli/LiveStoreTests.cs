using ShopHosting.Cli.Panel;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Stores;

namespace ShopHosting.UnitTests.Cli;

public sealed class LiveStoreTests
{
    private static string Part(string status, string problem, string steps) => $"""
        <div id="live-part" data-version="7" data-status="{status}" data-address="http://tea.shops.localhost:8088/" data-admin-address="http://tea.shops.localhost:8088/wp-admin/"
             data-admin-user="owner" {problem}><ol class="steps">{steps}</ol></div>
        """;

    private static string Step(string name, string title, string status, string milliseconds, string error = "") => $"""
        <li class="step"><div data-step="{name}" data-status="{status}" {milliseconds}><span class="step-title">{title}</span>{error}</div></li>
        """;

    [Fact]
    public void A_store_under_way_is_read_with_its_steps()
    {
        var store = LiveStore.Read(Part("Provisioning", "", Step("create-networks", "Laying networks", "Done", "data-milliseconds=\"412\"") + Step("start", "Starting", "Running", "")));
        (store.Status, store.Address, store.AdminUser, store.Problem).ShouldBe((StoreStatus.Provisioning, "http://tea.shops.localhost:8088/", "owner", null));
        store.Steps.ShouldBe([new("create-networks", "Laying networks", StepStatus.Done, TimeSpan.FromMilliseconds(412), null), new("start", "Starting", StepStatus.Running, null, null)]);
    }

    [Fact]
    public void A_failure_is_read_with_its_sentence()
    {
        var store = LiveStore.Read(Part("Failed", "data-problem=\"No room &amp; no hope.\"", Step("start", "Starting", "Failed", "", "<span class=\"step-detail is-wrong\">It exited.</span>")));
        (store.Problem, store.Steps.Single().Error).ShouldBe(("No room & no hope.", "It exited."));
    }

    [Fact]
    public void A_page_without_the_live_part_is_refused() => Should.Throw<PanelException>(() => LiveStore.Read("<p>Sign in</p>")).Message.ShouldContain("no live part");

    [Fact]
    public void A_status_of_a_newer_panel_is_named() => Should.Throw<PanelException>(() => LiveStore.Read(Part("Dreaming", "", ""))).Message.ShouldContain("Dreaming");

    [Fact]
    public void Each_finished_step_is_told_once_and_again_when_it_is_taken_back()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var printer = new StepPrinter(output);
        printer.Tell(LiveStore.Read(Part("Provisioning", "", Step("a", "Networks", "Done", "data-milliseconds=\"1250\"") + Step("b", "Database", "Running", ""))).Steps);
        printer.Tell(LiveStore.Read(Part("Provisioning", "", Step("a", "Networks", "Done", "data-milliseconds=\"1250\"") + Step("b", "Database", "Skipped", ""))).Steps);
        printer.Tell(LiveStore.Read(Part("Reverting", "", Step("a", "Networks", "Undone", ""))).Steps);
        output.ToString().ShouldBe("     1.3 s  Networks\n            Database (was there already)\n            Networks (taken back)\n");
    }
}
