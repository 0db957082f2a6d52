using System.Text.RegularExpressions;
using ShopHosting.Contracts.Administration;
using ShopHosting.Contracts.Persons;
using ShopHosting.Domain;
using ShopHosting.Domain.Administration;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Persons;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Grains;

/// <summary>Passwords, sessions, mails and administrators, with the real grains.</summary>
public sealed partial class PersonTests
{
    private static readonly Origin Here = new("a browser", "192.0.2.1");
    private static readonly Password NewPassword = new("another long password");

    [Fact]
    public async Task A_changed_password_ends_all_other_sessions_at_once_and_is_told_by_mail()
    {
        await using var world = await WithCustomerAsync();
        var (here, there) = (await SignInAsync(world, "here"), await SignInAsync(world, "there"));

        (await world.Person().ChangePasswordAsync(new Password("wrong"), NewPassword, here, Here).SoonAsync()).Error!.Field.ShouldBe("CurrentPassword");
        (await world.Person().SessionAsync(there).SoonAsync()).ShouldNotBeNull();

        (await world.Person().ChangePasswordAsync(StoreWorld.SignUpOf().Password, NewPassword, here, Here).SoonAsync()).Ok.ShouldBeTrue();
        (await world.Person().SessionAsync(here).SoonAsync()).ShouldNotBeNull();
        (await world.Person().SessionAsync(there).SoonAsync()).ShouldBeNull();
        (await DoorAsync(world, StoreWorld.SignUpOf().Password)).Error.ShouldBe(PersonErrors.WrongCredentials);
        (await DoorAsync(world, NewPassword)).Ok.ShouldBeTrue();

        await world.RestAsync();
        world.Mail.Sent.ShouldHaveSingleItem().Subject.ShouldContain("was changed");
    }

    [Fact]
    public async Task A_forgotten_password_is_replaced_once_by_the_link_of_a_mail()
    {
        await using var world = await WithCustomerAsync();
        var session = await SignInAsync(world, "here");

        var token = await AskAsync(world);
        (await world.Person().CanResetAsync(token).SoonAsync()).ShouldBeTrue();
        (await world.Person().ResetPasswordAsync(token, NewPassword, Here).SoonAsync()).Ok.ShouldBeTrue();

        (await world.Person().SessionAsync(session).SoonAsync()).ShouldBeNull();
        (await DoorAsync(world, NewPassword)).Ok.ShouldBeTrue();
        (await world.Person().ResetPasswordAsync(token, new Password("a third password"), Here).SoonAsync()).Error.ShouldBe(PersonErrors.ResetLinkEnded);
        await world.RestAsync();
        world.Mail.Sent.Count.ShouldBe(2);
        world.Mail.Sent[1].Subject.ShouldContain("was replaced");
    }

    [Fact]
    public async Task The_newest_link_wins_and_each_ends_after_half_an_hour()
    {
        await using var world = await WithCustomerAsync();
        var first = await AskAsync(world);
        var second = await AskAsync(world);

        (await world.Person().CanResetAsync(first).SoonAsync()).ShouldBeFalse();
        (await world.Person().CanResetAsync(second).SoonAsync()).ShouldBeTrue();
        world.Clock.Shift(PersonMachine.ResetLimit);
        (await world.Person().ResetPasswordAsync(second, NewPassword, Here).SoonAsync()).Error.ShouldBe(PersonErrors.ResetLinkEnded);
    }

    [Fact]
    public async Task The_token_of_a_link_stands_in_no_row()
    {
        await using var world = await WithCustomerAsync();
        var rows = new List<string>();
        world.OnSaved = _ => rows.Add(world.Database.StateOf(PersonState.Table.Name, Some.User().Value));

        await AskAsync(world);

        var link = Link().Match(world.Mail.Sent[^1].Text);
        rows.Count.ShouldBeGreaterThanOrEqualTo(3, "asked, issued, settled");
        rows.ShouldAllBe(row => !row.Contains(link.Groups["token"].Value, StringComparison.Ordinal));
        link.Groups["user"].Value.ShouldBe(Some.User().Value);
    }

    [Fact]
    public async Task Asking_for_an_address_that_nobody_has_sends_nothing_and_takes_as_long()
    {
        await using var world = await WithCustomerAsync();
        var door = world.Grains.GetGrain<ISignInGrain>(ISignInGrain.Key);
        var begun = world.Clock.GetTimestamp();

        await door.AskResetAsync(Some.Email("nobody@shops.example"), Here).SoonAsync();

        world.Clock.GetElapsedTime(begun).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(250));
        world.Mail.Attempts.ShouldBe(0);
    }

    [Fact]
    public async Task A_mail_that_is_refused_is_tried_again_and_survives_a_crash()
    {
        await using var world = await WithCustomerAsync();
        world.Mail.Refusal = Some.Failure;
        await world.Person().AskResetAsync(Here).SoonAsync();
        await world.UntilAsync(() => Person(world).Mails is [{ Failures: 1 }], () => $"{Person(world).Mails[0]}");
        await world.KillHostAsync();
        world.Mail.Refusal = null;
        world.Clock.Shift(TimeSpan.FromSeconds(11));

        await world.StartHostAsync();
        await world.RestAsync();

        world.Mail.Sent.ShouldHaveSingleItem();
        var token = SecretOf(world.Mail.Sent[0].Text);
        (await world.Person().CanResetAsync(token).SoonAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task A_crash_while_a_mail_is_on_its_way_sends_it_at_most_twice_and_the_second_link_works()
    {
        await using var world = await WithCustomerAsync();
        var held = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        world.Mail.Holds = () =>
        {
            begun.TrySetResult();
            return held.Task;
        };
        await world.Person().AskResetAsync(Here).SoonAsync();
        await begun.Task.SoonAsync();
        await world.KillHostAsync();
        world.Mail.Holds = null;

        await world.StartHostAsync();
        await world.RestAsync();
        held.SetResult();
        await world.UntilAsync(() => world.Mail.Sent.Count == 2, () => $"{world.Mail.Sent.Count} sent");

        world.Mail.Attempts.ShouldBe(2);
        var usable = await Task.WhenAll(world.Mail.Sent.Select(mail => world.Person().CanResetAsync(SecretOf(mail.Text)))).SoonAsync();
        usable.Count(can => can).ShouldBe(1);
    }

    [Fact]
    public async Task A_slow_mail_server_holds_up_nobody()
    {
        await using var world = await WithCustomerAsync();
        var held = new TaskCompletionSource();
        world.Mail.Holds = () => held.Task;
        await world.Person().AskResetAsync(Here).SoonAsync();

        (await DoorAsync(world, StoreWorld.SignUpOf().Password)).Ok.ShouldBeTrue();

        held.SetResult();
        await world.RestAsync();
        world.Mail.Attempts.ShouldBe(1);
    }

    [Fact]
    public async Task A_mail_that_nobody_takes_is_given_up_when_it_is_worth_nothing_any_more()
    {
        await using var world = await WithCustomerAsync();
        world.Mail.Refusal = Some.Failure;
        await world.Person().AskResetAsync(Here).SoonAsync();
        await world.UntilAsync(() => Person(world).Mails is [{ Failures: 1 }], () => "not tried");

        world.Clock.Shift(PersonMachine.ResetLimit);
        await world.RestAsync();

        world.Mail.Sent.ShouldBeEmpty();
        world.Logged("was given up").ShouldBe(1);
    }

    [Fact]
    public async Task Guessing_is_slowed_down_the_same_for_an_address_that_nobody_has()
    {
        await using var world = await WithCustomerAsync();
        foreach (var email in new[] { "owner1@shops.example", "nobody@shops.example" })
        {
            for (var i = 0; i < AttemptLimit.Address.Free; i++)
            {
                (await DoorAsync(world, new Password("guess"), email, $"198.51.100.{i}")).Error.ShouldBe(PersonErrors.WrongCredentials);
            }

            var refused = await DoorAsync(world, new Password("guess"), email, "198.51.100.99");
            refused.Error!.Kind.ShouldBe(ErrorKind.TooOften);
            refused.Error.RetryAfter!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), AttemptLimit.Address.First);
        }

        world.Clock.Shift(AttemptLimit.Address.First);
        (await DoorAsync(world, StoreWorld.SignUpOf().Password, address: "198.51.100.99")).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Whoever_guesses_from_elsewhere_does_not_keep_the_owner_out()
    {
        await using var world = await WithCustomerAsync();
        await SignInAsync(world, "known", "203.0.113.5");
        for (var i = 0; i < 30; i++)
        {
            await DoorAsync(world, new Password("guess"), address: $"2001:db8:0:{i}::1");
        }

        (await DoorAsync(world, StoreWorld.SignUpOf().Password, address: "2001:db8:0:99::1")).Error!.Kind.ShouldBe(ErrorKind.TooOften);
        (await DoorAsync(world, StoreWorld.SignUpOf().Password, address: "203.0.113.5")).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task One_network_is_slowed_down_over_all_addresses_it_tries()
    {
        await using var world = await WithCustomerAsync();
        for (var i = 0; i < AttemptLimit.Network.Free; i++)
        {
            (await DoorAsync(world, new Password("guess"), $"nobody{i}@shops.example", $"2001:db8:7:7::{i + 1:x}")).Error.ShouldBe(PersonErrors.WrongCredentials);
        }

        (await DoorAsync(world, new Password("guess"), "somebody@shops.example", "2001:db8:7:7::ffff")).Error!.Kind.ShouldBe(ErrorKind.TooOften);
        (await DoorAsync(world, new Password("guess"), "somebody@shops.example", "2001:db8:7:8::1")).Error.ShouldBe(PersonErrors.WrongCredentials);
    }

    [Fact]
    public async Task A_stolen_session_can_not_guess_the_password_at_leisure()
    {
        await using var world = await WithCustomerAsync();
        for (var i = 0; i < AttemptLimit.SignedIn.Free; i++)
        {
            (await world.Person().VerifyPasswordAsync(new Password("guess")).SoonAsync()).Error.ShouldBe(PersonErrors.WrongPassword);
        }

        (await world.Person().VerifyPasswordAsync(StoreWorld.SignUpOf().Password).SoonAsync()).Error!.Kind.ShouldBe(ErrorKind.TooOften);
        world.Clock.Shift(AttemptLimit.SignedIn.First);
        (await world.Person().VerifyPasswordAsync(StoreWorld.SignUpOf().Password).SoonAsync()).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task A_flood_of_subjects_stays_within_its_memory_and_forgets_the_least_guilty()
    {
        await using var world = await StoreWorld.StartAsync();
        var throttle = world.Grains.GetGrain<IThrottleGrain>("0");
        for (var i = 0; i <= AttemptLimit.Address.Free; i++)
        {
            await throttle.TakeAsync("victim", AttemptLimit.Address).SoonAsync();
        }

        await Task.WhenAll(Enumerable.Range(0, 5000).Select(i => throttle.TakeAsync($"{i}", AttemptLimit.Address))).SoonAsync();

        (await throttle.TakeAsync("victim", AttemptLimit.Address).SoonAsync()).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_set_up_link_makes_one_administrator_once()
    {
        await using var world = await StoreWorld.StartAsync();
        var administration = world.Grains.GetGrain<IAdministrationGrain>(AdministrationState.OnlyKey);
        (await administration.HasAdministratorAsync().SoonAsync()).ShouldBeFalse();
        (await administration.SetUpAsync("never opened", Some.Email(), NewPassword, Here).SoonAsync()).Error.ShouldBe(AdministrationErrors.LinkEnded);
        await administration.OpenSetUpAsync("older").SoonAsync();
        await administration.OpenSetUpAsync("link").SoonAsync();
        (await administration.IsOpenAsync("older").SoonAsync()).ShouldBeFalse();

        var made = await administration.SetUpAsync("link", Some.Email(), NewPassword, Here).SoonAsync();

        made.Ok.ShouldBeTrue();
        (await administration.SetUpAsync("link", Some.Email("thief@shops.example"), NewPassword, Here).SoonAsync()).Error.ShouldBe(AdministrationErrors.LinkEnded);
        (await administration.HasAdministratorAsync().SoonAsync()).ShouldBeTrue();
        (await DoorAsync(world, NewPassword, Some.Email().Value, role: PersonRole.Administrator)).Value.ShouldBe(made.Value);
        (await DoorAsync(world, NewPassword, Some.Email().Value)).Error.ShouldBe(PersonErrors.WrongCredentials, "an administrator is no customer");
        (await world.Grains.GetGrain<IPersonGrain>(made.Value.Value).SessionAsync("session").SoonAsync())!.Role.ShouldBe(PersonRole.Administrator);
    }

    [Fact]
    public async Task A_set_up_link_ends_after_a_day_and_a_later_one_gives_a_known_administrator_a_new_password()
    {
        await using var world = await StoreWorld.StartAsync();
        var administration = world.Grains.GetGrain<IAdministrationGrain>(AdministrationState.OnlyKey);
        await administration.OpenSetUpAsync("first").SoonAsync();
        world.Clock.Shift(AdministrationState.LinkLimit);
        (await administration.SetUpAsync("first", Some.Email(), NewPassword, Here).SoonAsync()).Error.ShouldBe(AdministrationErrors.LinkEnded);
        await administration.OpenSetUpAsync("second").SoonAsync();
        var made = await administration.SetUpAsync("second", Some.Email(), new Password("it was forgotten"), Here).SoonAsync();
        await DoorAsync(world, new Password("it was forgotten"), Some.Email().Value, role: PersonRole.Administrator);

        await administration.OpenSetUpAsync("third").SoonAsync();
        var again = await administration.SetUpAsync("third", Some.Email(), NewPassword, Here).SoonAsync();

        again.Value.ShouldBe(made.Value);
        var person = world.Grains.GetGrain<IPersonGrain>(made.Value.Value);
        (await person.SessionAsync("session").SoonAsync()).ShouldBeNull("all sessions of the old password have ended");
        (await person.AskResetAsync(Here).SoonAsync()).Ok.ShouldBeFalse("an administrator's password is not replaced by mail");
        await world.RestAsync();
        world.Mail.Sent.ShouldHaveSingleItem().Text.ShouldContain("ops/administrator");
    }

    [Fact]
    public async Task A_set_up_that_broke_off_between_its_two_rows_is_finished_by_sending_the_form_again()
    {
        await using var world = await StoreWorld.StartAsync();
        var administration = world.Grains.GetGrain<IAdministrationGrain>(AdministrationState.OnlyKey);
        await administration.OpenSetUpAsync("link").SoonAsync();
        world.Database.FaultAt = attempt => attempt.State is AdministrationState { SetUp: null } ? Testing.Storage.SaveFault.BeforeCommit : Testing.Storage.SaveFault.None;
        await Should.ThrowAsync<Exception>(() => administration.SetUpAsync("link", Some.Email(), NewPassword, Here).SoonAsync());
        world.Database.FaultAt = null;

        (await administration.SetUpAsync("link", Some.Email("thief@shops.example"), NewPassword, Here).SoonAsync()).Error.ShouldBe(PersonErrors.EmailTaken);
        (await administration.SetUpAsync("link", Some.Email(), NewPassword, Here).SoonAsync()).Value.ShouldBe(UserId.FromSetUp("link"));
        world.All<PersonState>().ShouldHaveSingleItem();
    }

    private static async Task<StoreWorld> WithCustomerAsync()
    {
        var world = await StoreWorld.StartAsync();
        await world.LiveStoreAsync();
        return world;
    }

    private static PersonState Person(StoreWorld world) => world.Read<PersonState>(Some.User().Value)!;

    private static async Task<string> SignInAsync(StoreWorld world, string session, string address = "192.0.2.1")
    {
        (await world.Person().SignInAsync(StoreWorld.SignUpOf().Password, new NewSession(session, "a browser", address)).SoonAsync()).Ok.ShouldBeTrue();
        return session;
    }

    private static Task<Result<UserId>> DoorAsync(StoreWorld world, Password password, string email = "owner1@shops.example", string address = "198.51.100.1", PersonRole role = PersonRole.Customer)
        => world.Grains.GetGrain<ISignInGrain>(ISignInGrain.Key).SignInAsync(role, Some.Email(email), password, new NewSession("session", "a browser", address)).SoonAsync();

    /// <summary>Asks for a link at the door and reads it in the mail.</summary>
    /// <returns>The hash of its token.</returns>
    private static async Task<string> AskAsync(StoreWorld world)
    {
        var before = world.Mail.Sent.Count;
        await world.Grains.GetGrain<ISignInGrain>(ISignInGrain.Key).AskResetAsync(Some.Email("owner1@shops.example"), Here).SoonAsync();
        await world.RestAsync();
        world.Mail.Sent.Count.ShouldBe(before + 1);
        world.Mail.Sent[^1].To.ShouldBe(Some.Email("owner1@shops.example"));
        return SecretOf(world.Mail.Sent[^1].Text);
    }

    private static string SecretOf(string mail) => SecretToken.TryParse(Link().Match(mail).Groups["token"].Value, out var token) ? token.Hash : throw new ArgumentException(mail, nameof(mail));

    [GeneratedRegex(@"http://localhost:8080/reset-password\?token=(?<user>[a-z2-7]{20})\.(?<token>[\w-]{43})\n")]
    private static partial Regex Link();
}
