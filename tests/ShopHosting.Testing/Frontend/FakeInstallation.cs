using ShopHosting.Domain.Workers;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using System.Threading.Channels;
using ShopHosting.Contracts;
using ShopHosting.Contracts.Catalogue;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Mail;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Persons;
using ShopHosting.Domain.Plans;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning.Persons;

namespace ShopHosting.Testing.Frontend;

/// <summary>An installation in memory, as the pages see it: people, accounts and stores whose work goes on when told.</summary>
public sealed class FakeInstallation
{
    public const string ShopDomain = "shops.localhost:8088";

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public ConcurrentDictionary<UserId, FakePerson> People { get; } = new();

    public ConcurrentDictionary<AccountId, FakeAccount> Accounts { get; } = new();

    /// <summary>The panel's mails, the newest first.</summary>
    public List<KeptMail> Outbox { get; } = [];

    /// <summary>The hash of the open set-up link's token.</summary>
    public string? SetUpToken { get; set; }

    public IEntropy Entropy { get; } = new CountingEntropy();

    /// <summary>By key, <c>account/store</c>.</summary>
    public ConcurrentDictionary<string, FakeStore> Stores { get; } = new();

    /// <summary>By name; one that runs stores and one that was kept out.</summary>
    public ConcurrentDictionary<string, WorkerState> Workers { get; } = new(SomeWorkers());

    /// <summary>Each worker as it is once something was asked of it.</summary>
    public Channel<WorkerState> AskedWorkers { get; } = Channel.CreateUnbounded<WorkerState>();

    /// <summary>What the watch concluded of a worker, by its name.</summary>
    public ConcurrentDictionary<string, WorkerSight> Sights { get; } = new();

    /// <summary>How long a live view is waited for; some 10 seconds in truth.</summary>
    public TimeSpan NextViewPatience { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>What a grain interface throws instead of answering.</summary>
    public ConcurrentDictionary<Type, Exception> Failures { get; } = new();

    /// <summary>How long steps usually take; nothing finished yet.</summary>
    public TypicalTimes Typical { get; set; } = TypicalTimes.From([]);

    public Error? ContainersError { get; set; }

    public bool HasRoom { get; set; } = true;

    public StoreMailWay MailWay { get; set; } = StoreMailWay.Kept;

    public Error? MailsError { get; set; }

    /// <summary>What the next sign-up, sign-in or order is refused with, whatever it asks.</summary>
    public Error? Refusal { get; set; }

    public int SignUpsDone { get; set; }

    public CatalogueView Catalogue { get; set; } = new(
        [
            new Plan("starter", "Starter", "For a first shop with a small range.", 900, "EUR", 1, new PlanLimits(768, 1000, 200, 5120)),
            new Plan("growth", "Growth", "For a shop that sells every day, and room to try things out.", 2900, "EUR", 3, new PlanLimits(1536, 2000, 400, 20480)),
            new Plan("studio", "Studio", "For those who run shops for others.", 7900, "EUR", 10, new PlanLimits(2048, 2000, 400, 40960)),
        ],
        [
            new PlatformView("woocommerce", "WooCommerce", "WordPress with the WooCommerce shop: large range of extensions.", "10.6", "its image has no WooCommerce. An operator adds it with ops/images/build woocommerce."),
            new PlatformView("evershop", "EverShop", "A lean, quick shop with catalogue, cart and cash on delivery.", "2.2", null),
            new PlatformView("magento", "Magento 2", "For large catalogues and many views of them.", "2.4", "no image for it has been built. An operator adds it with ops/images/build magento."),
        ],
        ShopDomain, "http", TimeSpan.FromDays(7), "shophosting-test");

    public FakePerson? Find(PersonRole role, EmailAddress email) => People.Values.FirstOrDefault(person => person.State.Role == role && person.State.Email == email);

    public FakeStore Store(StoreId id) => Stores.Values.Single(store => store.State.Id == id);

    public Result NameIsFree(StoreName name)
        => Accounts.Values.Any(account => account.Stores.Any(store => store.Order.Name == name)) ? StoreErrors.NameTaken(name) : Result.Success;

    public Plan Plan(string id) => Catalogue.Plans.Single(plan => plan.Id == id);

    private static Dictionary<string, WorkerState> SomeWorkers()
    {
        var (active, failed) = (Some.WorkerIn(WorkerStatus.Active), Some.WorkerIn(WorkerStatus.Failed));
        var machine = new WorkerMachineInfo("20.10.24", "Debian GNU/Linux 12", "overlay2", true, 2, 8192) { DiskMb = 102400, DiskFreeMb = 81920 };
        StepProgress Step(string name, string title, StepStatus status, string? detail, Error? error = null)
            => new() { Name = name, Title = title, Stage = 0, Limit = TimeSpan.FromMinutes(2), Status = status, StartedAt = Some.Noon, FinishedAt = Some.Noon, Detail = detail, Error = error };
        return new()
        {
            ["w1"] = active with { Machine = machine, Cordon = new("new <disks>", "somebody", Some.Noon), IsIngress = true, Address = "10.0.0.7" },
            ["w2"] = failed with
            {
                Id = WorkerId.Parse("w2"),
                Endpoint = "tcp://10.0.0.8:2376",
                Machine = machine with { HasLiveRestore = false },
                Operation = failed.Operation! with
                {
                    Steps =
                    [
                        Step("AskEngine", "Asking the Docker Engine", StepStatus.Done, "Docker 20.10.24"),
                        Step("Check.LiveRestore", "Looking whether shops survive a restart of Docker", StepStatus.Failed, null, Some.Failure),
                        Step("Check.Clock", "Comparing the clocks", StepStatus.Done, "Warning: Its clock is <3 s> behind."),
                    ],
                },
            },
        };
    }

    internal void Enter<TGrain>()
    {
        if (Failures.TryGetValue(typeof(TGrain), out var failure))
        {
            throw failure;
        }
    }

    /// <summary>As the grain host does with every argument and answer.</summary>
    internal static T OnTheWire<T>(T value) => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(value, ContractJson.Options), ContractJson.Options)!;
}

/// <summary>Somebody whose commands the machine decides, as in truth.</summary>
public sealed class FakePerson(FakeInstallation installation, PersonState state)
{
    private static readonly QuickPasswords Passwords = new();

    public PersonState State { get; set; } = state;

    public static string HashOf(Password password) => Passwords.Hash(password);

    public bool Knows(Password password) => Passwords.Verify(State.PasswordHash, password) == PasswordVerdict.Right;

    public IEnumerable<Session> Alive => PersonMachine.Alive(State, SessionLimits.Default, installation.Clock.GetUtcNow());

    public Result Apply(PersonCommand command)
    {
        var decided = PersonMachine.Decide(State, command, SessionLimits.Default, installation.Clock.GetUtcNow());
        if (!decided.Ok)
        {
            return decided.Error;
        }

        State = decided.Value;
        SendMails();
        return Result.Success;
    }

    /// <summary>At once: the text is only the link, or the kind.</summary>
    private void SendMails()
    {
        foreach (var mail in State.Mails)
        {
            State = PersonMachine.Decide(State, new MailSettled(mail), SessionLimits.Default, mail.AskedAt).Value!;
            var text = mail.Kind.ToString();
            if (mail.Kind == MailKind.PasswordReset)
            {
                var token = SecretToken.New(installation.Entropy);
                State = PersonMachine.Decide(State, new IssueReset(token.Hash), SessionLimits.Default, mail.AskedAt).Value!;
                text = $"http://localhost:8080/reset-password?token={State.Id}.{token.Text}";
            }

            installation.Outbox.Insert(0, new KeptMail(mail.AskedAt, State.Email, mail.Kind.ToString(), text));
        }
    }
}

public sealed record FakeAccountStore(StoreId Id, StoreOrder Order, OperationId OrderedBy);

public sealed class FakeAccount(AccountId id, string name, string plan, DateTimeOffset createdAt)
{
    public AccountId Id => id;
    public string Name => name;
    public string Plan { get; set; } = plan;
    public DateTimeOffset CreatedAt => createdAt;
    public ImmutableArray<FakeAccountStore> Stores { get; set; } = [];
}
