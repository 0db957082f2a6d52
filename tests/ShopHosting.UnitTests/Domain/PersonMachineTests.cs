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

        PersonMachine.Alive(person, Some.Noon + PersonMachine.IdleLimit - TimeSpan.FromTicks(1)).Count().ShouldBe(2);
        PersonMachine.Alive(person, Some.Noon + TimeSpan.FromHours(14)).Select(session => session.TokenHash).ShouldBe(["b"]);
        PersonMachine.Alive(person with { Sessions = [Session("c") with { SeenAt = Some.Noon + PersonMachine.AbsoluteLimit }] }, Some.Noon + PersonMachine.AbsoluteLimit).ShouldBeEmpty();
    }

    [Fact]
    public void One_browser_too_many_pushes_out_the_one_not_seen_for_longest()
    {
        var person = Some.Person() with { Sessions = [.. Enumerable.Range(0, PersonMachine.MostSessions).Select(number => Session($"{number}") with { SeenAt = Some.Noon + TimeSpan.FromMinutes(number) })] };

        var next = PersonMachine.Decide(person, new BeginSession(Session("new") with { SeenAt = Some.Noon + TimeSpan.FromHours(1) }), Some.Noon + TimeSpan.FromHours(1)).Value!;

        next.Sessions.Length.ShouldBe(PersonMachine.MostSessions);
        next.Sessions.Select(session => session.TokenHash).ShouldContain("new");
        next.Sessions.Select(session => session.TokenHash).ShouldNotContain("0");
    }

    [Fact]
    public void An_expired_sign_up_begins_anew_with_nothing_of_the_old_one()
    {
        var again = PersonMachine.Decide(Some.Person(PersonStatus.Expired), new BeginSignUp(Some.Email("new@shops.example"), "another hash", Some.Pending()), Some.Noon + TimeSpan.FromDays(1)).Value!;

        (again.Status, again.Email, again.PasswordHash, again.CreatedAt).ShouldBe((PersonStatus.SigningUp, Some.Email("new@shops.example"), "another hash", Some.Noon + TimeSpan.FromDays(1)));
    }

    private static string Cell(PersonStatus status, Kind kind)
    {
        var person = Some.Person(status) with { Sessions = status == PersonStatus.Active ? [Session("old")] : [] };
        var decision = PersonMachine.Decide(person, Command(kind), Some.Noon + TimeSpan.FromMinutes(10));
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
        Kind.Rehash => new Rehash("newer hash"),
    };

    private static Session Session(string token) => new(token, Some.Noon, Some.Noon, "a browser", "192.0.2.1");
}
