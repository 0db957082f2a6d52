using ShopHosting.Domain;
using ShopHosting.Domain.Persons;
using ShopHosting.Domain.Storage;
using ShopHosting.Testing;
using Kind = ShopHosting.Domain.Persons.PersonCommandKind;

namespace ShopHosting.UnitTests.Domain;

public sealed class PersonMachineTests
{
    [Fact]
    public void The_table_is_as_written() => MachineTable.ShouldBeAsWritten(MachineTable.Print<PersonStatus, Kind>("The life of somebody who signs in", Cell), "PersonMachine");

    [Theory]
    [InlineData(PersonStatus.SigningUp, true)]
    [InlineData(PersonStatus.Active, true)]
    [InlineData(PersonStatus.Expired, false)]
    public void The_address_is_held_until_the_sign_up_expires(PersonStatus status, bool isHeld)
        => PersonMachine.Claims(Some.Person(status)).Contains(new Claim(PersonMachine.EmailClaim, "", Some.Email().Value)).ShouldBe(isHeld);

    [Theory]
    [InlineData(PersonStatus.SigningUp)]
    [InlineData(PersonStatus.Active)]
    [InlineData(PersonStatus.Expired)]
    public void Only_a_status_in_ing_owes_work_and_is_due(PersonStatus status)
    {
        PersonMachine.Owed(status).ShouldBe(status.ToString().Contains("ing", StringComparison.OrdinalIgnoreCase));
        Some.Person(status).DueAt().HasValue.ShouldBe(PersonMachine.Owed(status));
    }

    [Fact]
    public void Sessions_end_when_idle_or_old()
    {
        var person = Some.Person() with { Sessions = [Session("a"), Session("b") with { SeenAt = Some.Noon + TimeSpan.FromHours(13) }] };

        var limit = Limits.Ordinary;
        PersonMachine.Alive(person, Limits, Some.Noon + limit.Idle - TimeSpan.FromTicks(1)).Count().ShouldBe(2);
        PersonMachine.Alive(person, Limits, Some.Noon + TimeSpan.FromHours(14)).Select(session => session.TokenHash).ShouldBe(["b"]);
        PersonMachine.Alive(person with { Sessions = [Session("c") with { SeenAt = Some.Noon + limit.Absolute }] }, Limits, Some.Noon + limit.Absolute).ShouldBeEmpty();
    }

    [Fact]
    public void A_remembered_session_has_limits_of_its_own_and_an_administrators_is_never_remembered()
    {
        var person = Some.Person() with { Sessions = [Session("a") with { IsRemembered = true }] };

        PersonMachine.Alive(person, Limits, Some.Noon + Limits.Remembered.Idle - TimeSpan.FromTicks(1)).ShouldHaveSingleItem();
        PersonMachine.Alive(person, Limits, Some.Noon + Limits.Remembered.Idle).ShouldBeEmpty();
        PersonMachine.Alive(person with { Role = PersonRole.Administrator }, Limits, Some.Noon + Limits.Administrator.Idle).ShouldBeEmpty();
    }

    [Fact]
    public void A_changed_password_leaves_only_the_session_that_changed_it_and_owes_a_mail()
    {
        var person = Some.Person() with { Sessions = [Session("this"), Session("other")], Reset = new PasswordReset("open", Some.Noon + PersonMachine.ResetLimit) };

        var next = Decide(person, new ChangePassword("newer hash", "this", By), Some.Noon);

        next.PasswordHash.ShouldBe("newer hash");
        next.Sessions.ShouldHaveSingleItem().TokenHash.ShouldBe("this");
        next.Mails.ShouldHaveSingleItem().Kind.ShouldBe(MailKind.PasswordChanged);
        next.Reset.ShouldBeNull("a link that is under way is worth nothing any more");
        next.DueAt().ShouldBe(Some.Noon);
    }

    [Fact]
    public void A_link_works_once_for_half_an_hour_and_the_newest_wins()
    {
        var asked = Decide(Some.Person() with { Sessions = [Session("thief")] }, new IssueReset("first"), Some.Noon);
        var again = Decide(asked, new IssueReset("second"), Some.Noon);
        Refused(again, new ResetPassword("first", "hash", By), Some.Noon).ShouldBe(PersonErrors.ResetLinkEnded);
        Refused(again, new ResetPassword("second", "hash", By), Some.Noon + PersonMachine.ResetLimit).ShouldBe(PersonErrors.ResetLinkEnded);

        var renewed = Decide(again, new ResetPassword("second", "newer hash", By), Some.Noon + PersonMachine.ResetLimit - TimeSpan.FromTicks(1));

        renewed.PasswordHash.ShouldBe("newer hash");
        renewed.Sessions.ShouldBeEmpty();
        renewed.Networks.ShouldHaveSingleItem().Name.ShouldBe(By.Address);
        renewed.Mails.ShouldHaveSingleItem().Kind.ShouldBe(MailKind.PasswordReplaced);
        Refused(renewed, new ResetPassword("second", "hash", By), Some.Noon).ShouldBe(PersonErrors.ResetLinkEnded);
    }

    [Fact]
    public void Links_asked_for_again_and_again_are_not_all_sent()
    {
        var person = Some.Person();
        for (var i = 0; i < PersonMachine.MostResets; i++)
        {
            var asked = Decide(person, new AskReset(By), Some.Noon + TimeSpan.FromMinutes(i));
            asked.Mails.ShouldHaveSingleItem();
            person = Decide(asked, new MailSettled(asked.Mails[0]), Some.Noon);
        }

        Decide(person, new AskReset(By), Some.Noon + PersonMachine.ResetLimit - TimeSpan.FromTicks(1)).ShouldBe(person);
        Decide(person, new AskReset(By), Some.Noon + PersonMachine.ResetLimit).Mails.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_mail_that_was_not_taken_is_due_later_each_time_and_another_one_is_not_settled_with_it()
    {
        var first = Decide(Some.Person(), new AskReset(By), Some.Noon);
        var failed = Decide(first, new MailFailed(first.Mails[0], "no server"), Some.Noon);
        failed.Mails[0].ShouldBe(first.Mails[0] with { Failures = 1, Problem = "no server", SendAt = Some.Noon + TimeSpan.FromSeconds(10) });
        Decide(failed, new MailFailed(failed.Mails[0], "no server"), Some.Noon).Mails[0].SendAt.ShouldBe(Some.Noon + TimeSpan.FromSeconds(20));

        var newer = Decide(failed, new AskReset(By), Some.Noon + TimeSpan.FromMinutes(1));
        Decide(newer, new MailSettled(failed.Mails[0]), Some.Noon).Mails.ShouldBe(newer.Mails);
    }

    [Fact]
    public void Networks_that_sign_in_are_remembered_up_to_a_number()
    {
        var person = Enumerable.Range(0, PersonMachine.MostNetworks + 1).Aggregate(Some.Person(), (known, number)
            => Decide(known, new BeginSession(Session($"{number}") with { Address = $"192.0.2.{number}" }), Some.Noon + TimeSpan.FromHours(number)));

        person.Networks.Length.ShouldBe(PersonMachine.MostNetworks);
        person.Networks.Select(network => network.Name).ShouldNotContain("192.0.2.0");
        Decide(Some.Person(), new BeginSession(Session("a") with { Address = "unknown" }), Some.Noon).Networks.ShouldBeEmpty();
    }

    [Fact]
    public void Customers_and_administrators_hold_the_same_address_apart()
    {
        var administrator = PersonMachine.NewAdministrator(Some.User(), Some.Email(), "hash", Some.Noon);

        PersonMachine.Claims(administrator).Intersect(PersonMachine.Claims(Some.Person())).ShouldBeEmpty();
        administrator.Status.ShouldBe(PersonStatus.Active);
        administrator.Account.ShouldBeNull();
    }

    [Fact]
    public void One_browser_too_many_pushes_out_the_one_not_seen_for_longest()
    {
        var person = Some.Person() with { Sessions = [.. Enumerable.Range(0, PersonMachine.MostSessions).Select(number => Session($"{number}") with { SeenAt = Some.Noon + TimeSpan.FromMinutes(number) })] };

        var next = Decide(person, new BeginSession(Session("new") with { SeenAt = Some.Noon + TimeSpan.FromHours(1) }), Some.Noon + TimeSpan.FromHours(1));

        next.Sessions.Length.ShouldBe(PersonMachine.MostSessions);
        next.Sessions.Select(session => session.TokenHash).ShouldContain("new");
        next.Sessions.Select(session => session.TokenHash).ShouldNotContain("0");
    }

    [Fact]
    public void An_expired_sign_up_begins_anew_with_nothing_of_the_old_one()
    {
        var again = Decide(Some.Person(PersonStatus.Expired), new BeginSignUp(Some.Email("new@shops.example"), "another hash", Some.Pending()), Some.Noon + TimeSpan.FromDays(1));

        (again.Status, again.Email, again.PasswordHash, again.CreatedAt).ShouldBe((PersonStatus.SigningUp, Some.Email("new@shops.example"), "another hash", Some.Noon + TimeSpan.FromDays(1)));
    }

    private static SessionLimits Limits => SessionLimits.Default;

    private static Origin By { get; } = new("a browser", "192.0.2.77");

    private static OwedMail Mail { get; } = new(MailKind.PasswordChanged, Some.Noon, By, Some.Noon);

    private static PersonState Decide(PersonState person, PersonCommand command, DateTimeOffset now) => PersonMachine.Decide(person, command, Limits, now).Value!;

    private static Error Refused(PersonState person, PersonCommand command, DateTimeOffset now) => PersonMachine.Decide(person, command, Limits, now).Error!;

    private static string Cell(PersonStatus status, Kind kind)
    {
        var person = Some.Person(status) with { Sessions = status == PersonStatus.Active ? [Session("old")] : [], Mails = [Mail] };
        var decision = PersonMachine.Decide(person, Command(kind), Limits, Some.Noon + TimeSpan.FromMinutes(10));
        return !decision.Ok ? $"no: {decision.Error.Code}" : decision.Value == person ? "same" : decision.Value.Status == status ? $"{status} (changed)" : decision.Value.Status.ToString();
    }

    private static PersonCommand Command(Kind kind) => kind switch
    {
        Kind.SignUp => new BeginSignUp(Some.Email(), "hash", Some.Pending()),
        Kind.AccountOpened => new AccountOpened(Some.Account()),
        Kind.AccountRefused => new AccountRefused(),
        Kind.BeginSession => new BeginSession(Session("new")),
        Kind.TouchSession => new TouchSession("old"),
        Kind.EndSession => new EndSession("old"),
        Kind.EndOtherSessions => new EndOtherSessions("this"),
        Kind.Rehash => new Rehash("newer hash"),
        Kind.ChangePassword => new ChangePassword("newer hash", "this", By),
        Kind.AskReset => new AskReset(By),
        Kind.IssueReset => new IssueReset("token"),
        Kind.ResetPassword => new ResetPassword("another token", "newer hash", By),
        Kind.MailSettled => new MailSettled(Mail),
        Kind.MailFailed => new MailFailed(Mail, "no server"),
    };

    private static Session Session(string token) => new(token, Some.Noon, Some.Noon, "a browser", "192.0.2.1");
}
