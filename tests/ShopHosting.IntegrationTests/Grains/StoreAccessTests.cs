using System.Text.Json;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Grains;

/// <summary>Who gets into a shop, what is changed there, and what the journal has of it.</summary>
public sealed class StoreAccessTests
{
    private const string Path = "/shophosting-sign-in?key=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task A_link_into_the_shop_is_at_its_own_address_and_recorded()
    {
        await using var world = await StoreWorld.StartAsync();
        var store = await world.LiveStoreAsync();
        world.OnApplication = exec => exec.Request.Command[^1].EndsWith("sign-in.php", StringComparison.Ordinal) ? new ExecAnswer(0, $"{{\"ok\":true,\"path\":\"{Path}\"}}\n") : null;

        var link = await store.SignInLinkAsync(StoreWorld.Ask(1)).SoonAsync();

        link.Error.ShouldBeNull();
        link.Value.ShouldBe(new Uri($"http://teashop.shops.localhost:8088{Path}"));
        var noted = (await store.ActivityAsync().SoonAsync()).Operations[0];
        (noted.Kind, noted.Outcome, noted.AskedBy).ShouldBe((OperationKind.SignIn, OperationOutcome.Succeeded, Some.User().Value));
        world.StateOf()!.Operation!.Kind.ShouldBe(OperationKind.Provision, "nothing of the store itself changes");
    }

    [Theory]
    [InlineData(0, "{\"path\":\"//evil.example/\"}")]
    [InlineData(0, "{\"path\":\"https://evil.example/\"}")]
    [InlineData(0, "{\"path\":\"/shophosting-sign-in?key=short\"}")]
    [InlineData(0, "no json")]
    [InlineData(1, "{\"path\":\"" + Path + "\"}")]
    public async Task Whatever_a_shop_answers_a_link_never_leads_elsewhere(int exitCode, string answer)
    {
        await using var world = await StoreWorld.StartAsync();
        var store = await world.LiveStoreAsync();
        world.OnApplication = _ => new ExecAnswer(exitCode, answer);

        (await store.SignInLinkAsync(StoreWorld.Ask(1)).SoonAsync()).Error!.Code.ShouldBe("platform.sign-in");

        (await store.ActivityAsync().SoonAsync()).Operations[0].Outcome.ShouldBe(OperationOutcome.Failed);
    }

    [Fact]
    public async Task A_shop_that_does_not_run_has_no_link()
    {
        await using var world = await StoreWorld.StartAsync();
        var store = await world.LiveStoreAsync();
        (await store.DeleteAsync(StoreWorld.Ask(1), "teashop").SoonAsync()).Error.ShouldBeNull();
        (await store.SignInLinkAsync(StoreWorld.Ask(2)).SoonAsync()).Error.ShouldBe(StoreErrors.NotOpen);
        (await world.Store(2).SignInLinkAsync(StoreWorld.Ask(2)).SoonAsync()).Error.ShouldBe(StoreErrors.NoSuchStore);
    }

    [Fact]
    public async Task Each_showing_of_the_password_is_recorded_and_without_the_record_it_is_not_shown()
    {
        await using var world = await StoreWorld.StartAsync();
        var store = await world.LiveStoreAsync();
        (await store.CredentialsAsync(StoreWorld.Ask(1)).SoonAsync()).Error.ShouldBeNull();
        (await store.ActivityAsync().SoonAsync()).Operations.Count(operation => operation.Kind == OperationKind.ShowPassword).ShouldBe(1);

        world.Database.FaultAt = _ => Testing.Storage.SaveFault.BeforeCommit;
        await Should.ThrowAsync<Exception>(store.CredentialsAsync(StoreWorld.Ask(2)).SoonAsync());
    }

    [Fact]
    public async Task A_new_password_is_given_to_the_shop_and_shown_from_then_on()
    {
        await using var world = await StoreWorld.StartAsync();
        var store = await world.LiveStoreAsync();
        var before = (await store.CredentialsAsync(StoreWorld.Ask(1)).SoonAsync()).Value!.Password;
        string? given = null;
        world.OnApplication = exec =>
        {
            given ??= PasswordIn(exec.InputText);
            return null;
        };

        (await store.RotatePasswordAsync(StoreWorld.Ask(2)).SoonAsync()).Error.ShouldBeNull();
        await world.RestAsync();

        var after = (await store.CredentialsAsync(StoreWorld.Ask(3)).SoonAsync()).Value!;
        (after.Password, after.Other).ShouldBe((given, null));
        after.Password.ShouldNotBe(before);
        world.StateOf()!.Operation!.Steps.ShouldHaveSingleItem().Status.ShouldBe(StepStatus.Done);
    }

    [Fact]
    public async Task While_it_is_not_sure_which_password_is_valid_both_are_shown()
    {
        await using var world = await StoreWorld.StartAsync();
        var store = await world.LiveStoreAsync();
        var before = (await store.CredentialsAsync(StoreWorld.Ask(1)).SoonAsync()).Value!.Password;
        world.OnApplication = exec => exec.InputText.Contains("passwordOnly", StringComparison.Ordinal) ? new ExecAnswer(1, "It does not want to.") : null;
        (await store.RotatePasswordAsync(StoreWorld.Ask(2)).SoonAsync()).Error.ShouldBeNull();
        await world.UntilAsync(() => world.StateOf()!.Operation!.Steps[0].Failures > 0, () => "it is not tried");
        world.Clock.Shift(TimeSpan.FromMinutes(3));
        await world.StatusAsync(StoreStatus.Live);

        var both = (await store.CredentialsAsync(StoreWorld.Ask(3)).SoonAsync()).Value!;
        both.Password.ShouldBe(before);
        both.Other.ShouldNotBeNull().ShouldNotBe(before);

        world.OnApplication = null;
        (await store.RotatePasswordAsync(StoreWorld.Ask(4)).SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Live);
        await world.RestAsync();
        (await store.CredentialsAsync(StoreWorld.Ask(5)).SoonAsync()).Value.ShouldBe(both with { Password = both.Other!, Other = null });
    }

    [Fact]
    public async Task A_restart_of_one_part_leaves_the_others_alone()
    {
        await using var world = await StoreWorld.StartAsync();
        var store = await world.LiveStoreAsync();
        var calls = world.Engine.Journal.Length;

        (await store.RestartAsync(StoreWorld.Ask(1), "cache").SoonAsync()).Error.ShouldBeNull();
        await world.RestAsync();

        world.StateOf()!.Status.ShouldBe(StoreStatus.Live);
        world.Engine.Journal.Skip(calls).Where(call => call.Verb == Testing.Engine.EngineVerb.StopContainer).Select(call => call.Name).ShouldBe([StoreWorld.NameOf("cache")]);
        (await store.RestartAsync(StoreWorld.Ask(2), "nonesuch").SoonAsync()).Error!.Code.ShouldBe("store.no-such-part");

        (await store.RestartAsync(StoreWorld.Ask(3)).SoonAsync()).Error.ShouldBeNull();
        await world.RestAsync();
        world.StateOf()!.Operation!.Steps.Count(step => step.Name.StartsWith("Stop.", StringComparison.Ordinal)).ShouldBe(3, "a restart of all is one of all again");
    }

    [Fact]
    public async Task The_activity_is_told_page_by_page_with_nothing_lost_or_doubled()
    {
        await using var world = await StoreWorld.StartAsync();
        var store = await world.LiveStoreAsync();
        for (var number = 1; number <= 25; number++)
        {
            (await store.CredentialsAsync(StoreWorld.Ask(number)).SoonAsync()).Error.ShouldBeNull();
        }

        var first = await store.ActivityAsync().SoonAsync();
        var second = await store.ActivityAsync(first.Next).SoonAsync();

        first.Operations.Length.ShouldBe(20);
        second.Next.ShouldBeNull();
        first.Operations.Concat(second.Operations).Select(operation => operation.Id).Distinct().Count().ShouldBe(26);
        (second.Operations[^1].Kind, second.Operations[^1].Outcome).ShouldBe((OperationKind.Provision, OperationOutcome.Succeeded));
        second.Operations[^1].Steps.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task What_the_containers_use_is_counted_while_somebody_looks()
    {
        await using var world = await StoreWorld.StartAsync();
        var store = await world.LiveStoreAsync();
        (await store.ContainersAsync().SoonAsync()).Value!.Containers.ShouldAllBe(container => container.Usage.IsEmpty);
        await world.UntilAsync(() => world.Engine.Journal.Count(call => call.Verb == Testing.Engine.EngineVerb.Counters) >= 2, () => "nothing is counted");

        world.Clock.Shift(TimeSpan.FromSeconds(10));
        world.Engine.Use(StoreWorld.NameOf("application"), TimeSpan.FromSeconds(5), 200 << 20, 10_000, 50_000);
        await store.ContainersAsync().SoonAsync();
        UsagePoint? point = null;
        for (var looks = 0; looks < 50 && point is not { MemoryMb: 200 }; looks++)
        {
            point = (await store.ContainersAsync().SoonAsync()).Value!.Containers.Single(container => container.Component == "application").Usage.LastOrDefault();
        }

        point.ShouldNotBeNull().CpuMillis.ShouldBeInRange(450, 500);
        point.SentPerSecond.ShouldBeInRange(4_500, 5_000);
    }

    [Fact]
    public async Task A_part_that_is_full_of_processes_is_told_when_somebody_looks()
    {
        await using var world = await StoreWorld.StartAsync();
        var store = await world.LiveStoreAsync();
        var most = world.Engine.Container(StoreWorld.NameOf("application"))!.Limits.Pids;
        world.Engine.Fill(StoreWorld.NameOf("application"), most - 1);

        await store.ContainersAsync().SoonAsync();
        await world.UntilAsync(() => !world.StateOf()!.Incidents.IsEmpty, () => "nothing is told");

        var incident = world.StateOf()!.Incidents.ShouldHaveSingleItem();
        (incident.Kind, incident.Part, incident.Limit).ShouldBe((StoreIncidentKind.OutOfProcesses, "application", most));
        (await store.ViewAsync().SoonAsync())!.Incidents.ShouldBe([incident]);
    }

    [Fact]
    public async Task A_shop_is_scored_by_what_runs_of_it()
    {
        await using var world = await StoreWorld.StartAsync();
        var store = await world.LiveStoreAsync();

        var score = (await store.HardeningAsync().SoonAsync()).Value!;
        score.Items.Where(item => item.Outcome == HardeningOutcome.Failed).ShouldBeEmpty();
        (score.Passed, score.Counted).ShouldBe((24, 24));

        world.Engine.Faults.IsUnreachable = true;
        (await store.HardeningAsync().SoonAsync()).Error!.Code.ShouldBe("engine.unreachable");
    }

    [Fact]
    public async Task The_log_of_a_part_goes_on_after_a_line()
    {
        await using var world = await StoreWorld.StartAsync();
        var store = await world.LiveStoreAsync();
        world.Engine.Say(StoreWorld.NameOf("application"), "one");
        world.Engine.Say(StoreWorld.NameOf("application"), "two");

        var all = await store.LogsAsync("application", 0, 10, follow: false).ToListAsync();

        all.Select(line => line.Text).ShouldBe(["one", "two"]);
        (await store.LogsAsync("application", all[0].Cursor, 10, follow: false).ToListAsync()).ShouldHaveSingleItem().Text.ShouldBe("two");
        (await store.LogsAsync("nonesuch", 0, 10, follow: false).ToListAsync()).ShouldBeEmpty();
        world.Engine.Faults.IsUnreachable = true;
        (await store.LogsAsync("application", 0, 10, follow: true).ToListAsync()).ShouldBeEmpty();
    }

    private static string? PasswordIn(string input) => input.Length == 0 ? null : JsonDocument.Parse(input).RootElement.GetProperty("adminPassword").GetString();
}
