using System.Collections.Immutable;
using ShopHosting.Contracts.Accounts;
using ShopHosting.Contracts.Administration;
using ShopHosting.Contracts.Catalogue;
using ShopHosting.Contracts.Persons;
using ShopHosting.Contracts.Stores;
using ShopHosting.Contracts.Workers;
using ShopHosting.Domain;
using ShopHosting.Domain.Accounts;
using ShopHosting.Domain.Administration;
using ShopHosting.Domain.Edges;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Mail;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Persons;
using ShopHosting.Domain.Stores;
using ShopHosting.Domain.Workers;
using static ShopHosting.Testing.Frontend.FakeInstallation;

namespace ShopHosting.Testing.Frontend;

/// <summary>The grains that pages speak to, over a <see cref="FakeInstallation"/>.</summary>
public sealed class FakeGrains(FakeInstallation installation) : IGrainFactory
{
    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(primaryKey);
        object grain = typeof(TGrainInterface) switch
        {
            var type when type == typeof(ICatalogueGrain) => new CatalogueGrain(installation),
            var type when type == typeof(ISignInGrain) => new SignInGrain(installation),
            var type when type == typeof(IPersonGrain) => new PersonGrain(installation, UserId.Parse(primaryKey)),
            var type when type == typeof(IAdministrationGrain) => new AdministrationGrain(installation),
            var type when type == typeof(IOverviewGrain) => new OverviewGrain(installation),
            var type when type == typeof(IWorkerGrain) => new WorkerGrain(installation, primaryKey),
            var type when type == typeof(IOutboxGrain) => new OutboxGrain(installation),
            var type when type == typeof(IAccountGrain) => new AccountGrain(installation, AccountId.Parse(primaryKey)),
            var type when type == typeof(IStoreGrain) => new StoreGrain(installation, primaryKey),
            var type => throw new NotSupportedException($"Pages do not speak to {type.Name}."),
        };
        return (TGrainInterface)grain;
    }

    private sealed class CatalogueGrain(FakeInstallation installation) : ICatalogueGrain
    {
        public Task<CatalogueView> ViewAsync(CancellationToken cancellationToken = default)
        {
            installation.Enter<ICatalogueGrain>();
            return Task.FromResult(OnTheWire(installation.Catalogue));
        }

        public Task<Result> IsFreeAsync(StoreName name, CancellationToken cancellationToken = default)
        {
            installation.Enter<ICatalogueGrain>();
            return Task.FromResult(installation.NameIsFree(name));
        }
    }

    private sealed class SignInGrain(FakeInstallation installation) : ISignInGrain
    {
        public Task<Result<UserId>> SignInAsync(PersonRole role, EmailAddress email, Password password, NewSession session, CancellationToken cancellationToken = default)
        {
            installation.Enter<ISignInGrain>();
            if (installation.Refusal is { } refusal)
            {
                return Task.FromResult<Result<UserId>>(refusal);
            }

            var person = installation.Find(role, email);
            if (person is null || !person.Knows(OnTheWire(password)))
            {
                return Task.FromResult<Result<UserId>>(PersonErrors.WrongCredentials);
            }

            person.Apply(new BeginSession(SessionOf(session, installation)));
            return Task.FromResult<Result<UserId>>(person.State.Id);
        }

        public Task AskResetAsync(EmailAddress email, Origin by, CancellationToken cancellationToken = default)
        {
            installation.Enter<ISignInGrain>();
            installation.Find(PersonRole.Customer, email)?.Apply(new AskReset(OnTheWire(by)));
            return Task.CompletedTask;
        }
    }

    private sealed class PersonGrain(FakeInstallation installation, UserId id) : IPersonGrain
    {
        private FakePerson? Person => installation.People.GetValueOrDefault(id);

        public async Task<Result<SignedUp>> SignUpAsync(SignUp signUp, CancellationToken cancellationToken = default)
        {
            installation.Enter<IPersonGrain>();
            signUp = OnTheWire(signUp);
            var account = AccountId.From(signUp.Operation);
            var answer = new SignedUp(id, account, StoreId.From(signUp.Operation));
            if (Person is not null)
            {
                return answer;
            }

            if (installation.Refusal is { } refusal)
            {
                return refusal;
            }

            if (installation.Find(PersonRole.Customer, signUp.Email) is not null)
            {
                return PersonErrors.EmailTaken;
            }

            var grain = new AccountGrain(installation, account);
            var opened = await grain.OpenAsync(new AccountOpening(signUp.AccountName, id, signUp.Plan, signUp.Operation, signUp.FirstStore), cancellationToken);
            if (!opened.Ok)
            {
                return opened.Error;
            }

            installation.SignUpsDone++;
            installation.People[id] = new FakePerson(installation, new PersonState
            {
                Id = id,
                Email = signUp.Email,
                PasswordHash = FakePerson.HashOf(signUp.Password),
                Status = PersonStatus.Active,
                CreatedAt = installation.Clock.GetUtcNow(),
                Account = account,
            });
            return answer;
        }

        public Task<Result> SignInAsync(Password password, NewSession session, CancellationToken cancellationToken = default)
        {
            installation.Enter<IPersonGrain>();
            return Task.FromResult(Person is { } person && person.Knows(OnTheWire(password)) ? person.Apply(new BeginSession(SessionOf(session, installation))) : PersonErrors.WrongCredentials);
        }

        public Task<Result> VerifyPasswordAsync(Password password, CancellationToken cancellationToken = default)
        {
            installation.Enter<IPersonGrain>();
            return Task.FromResult(Person?.Knows(OnTheWire(password)) == true ? Result.Success : PersonErrors.WrongPassword);
        }

        public Task<Result> ChangePasswordAsync(Password current, Password next, string session, Origin by, CancellationToken cancellationToken = default)
        {
            installation.Enter<IPersonGrain>();
            return Task.FromResult(Person!.Knows(current) ? Person.Apply(new ChangePassword(FakePerson.HashOf(next), session, OnTheWire(by))) : PersonErrors.WrongPassword with { Field = "CurrentPassword" });
        }

        public Task<Result> AskResetAsync(Origin by, CancellationToken cancellationToken = default) => throw new NotSupportedException("Pages ask at the door.");

        public Task<bool> CanResetAsync(string tokenHash, CancellationToken cancellationToken = default)
            => Task.FromResult(Person is { } person && PersonMachine.CanReset(person.State, tokenHash, installation.Clock.GetUtcNow()));

        public Task<Result> ResetPasswordAsync(string tokenHash, Password next, Origin by, CancellationToken cancellationToken = default)
            => Task.FromResult(Person?.Apply(new ResetPassword(tokenHash, FakePerson.HashOf(next), OnTheWire(by))) ?? PersonErrors.ResetLinkEnded);

        public Task<Result> AppointAsync(EmailAddress email, Password password, Origin by, CancellationToken cancellationToken = default) => throw new NotSupportedException("Pages ask the administration.");

        public Task<bool> KnowsNetworkAsync(string network, CancellationToken cancellationToken = default) => throw new NotSupportedException("Pages ask at the door.");

        public Task<SignedInPerson?> SessionAsync(string tokenHash, CancellationToken cancellationToken = default)
        {
            installation.Enter<IPersonGrain>();
            return Task.FromResult(Person is { } person && person.Alive.Any(session => session.TokenHash == tokenHash)
                ? new SignedInPerson(id, person.State.Email, person.State.Role, person.State.Account)
                : null);
        }

        public Task TouchSessionAsync(string tokenHash, CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task<Result> EndSessionAsync(string tokenHash, CancellationToken cancellationToken = default) => Task.FromResult(Person?.Apply(new EndSession(tokenHash)) ?? Result.Success);

        public Task<Result> EndOtherSessionsAsync(string tokenHash, CancellationToken cancellationToken = default) => Task.FromResult(Person!.Apply(new EndOtherSessions(tokenHash)));

        public Task<PersonView?> ViewAsync(CancellationToken cancellationToken = default)
            => Task.FromResult(Person is { State: var state } person ? OnTheWire(new PersonView(id, state.Email, state.Account, state.Status, [.. person.Alive], state.Mails)) : null);

        public Task WakeAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
    }

    private static Session SessionOf(NewSession session, FakeInstallation installation)
    {
        var now = installation.Clock.GetUtcNow();
        return new(session.TokenHash, now, now, session.Device, session.Address, OnTheWire(session).IsRemembered);
    }

    private sealed class OutboxGrain(FakeInstallation installation) : IOutboxGrain
    {
        public Task<ImmutableArray<KeptMail>> ListAsync(CancellationToken cancellationToken = default) => Task.FromResult<ImmutableArray<KeptMail>>([.. installation.Outbox]);
    }

    private sealed class OverviewGrain(FakeInstallation installation) : IOverviewGrain
    {
        public Task<OverviewView> ViewAsync(CancellationToken cancellationToken = default)
        {
            installation.Enter<IOverviewGrain>();
            return Task.FromResult(OnTheWire(new OverviewView
            {
                At = installation.Clock.GetUtcNow(),
                Stores = [.. Enum.GetValues<StoreStatus>().Select(status => new StatusCount(status, States.LongCount(store => store.Status == status)))],
                Workers = [.. installation.Workers.Values.Select(Overview)],
                Running = Page(OperationOutcome.Running),
                Failed = [.. States.Where(store => store.Operation?.Outcome == OperationOutcome.Failed).Select(store => new EntityOperation("store", store.Key, store.Operation!))],
                Claims = [new("email", installation.People.Count), new("store-name", installation.Stores.Count)],
                Troubles = [.. States.Where(store => store.Status is StoreStatus.Failed or StoreStatus.Broken).Select(store => new Trouble(RowOf(store), store.Problem, store.ChangedAt, true))],
                Waiting = [.. States.Where(store => store.Status == StoreStatus.Waiting).Select(store => new Trouble(RowOf(store), store.Problem, store.ChangedAt, false))],
                UnfinishedSignUps = 1,
                OrderingAccounts = 2,
                MailsWaiting = [new OwedMail(MailKind.PasswordReset, Some.Noon, new Origin("<b>", "192.0.2.1"), Some.Noon, 3, "no <server>")],
                Version = "1.0.0+test",
                Images = [new("edge", "1.26", "shophosting/edge:1", false), new("woocommerce", "", "", true, "Pass <the> archive.")],
            }));
        }

        public Task<WorkerPage> WorkersAsync(WorkerStatus? status, string name, string? after, CancellationToken cancellationToken = default)
            => Task.FromResult(OnTheWire(new WorkerPage([.. installation.Workers.Values.Where(worker => (status is null || worker.Status == status) && worker.Key.StartsWith(name, StringComparison.Ordinal)).OrderBy(worker => worker.Key, StringComparer.Ordinal).Select(Overview)], null)));

        public Task<WorkerOverview?> WorkerAsync(WorkerId worker, CancellationToken cancellationToken = default)
            => Task.FromResult(installation.Workers.TryGetValue(worker.Value, out var known) ? OnTheWire(Overview(known)) : null);

        public Task<OperationPage> OperationsOnAsync(WorkerId worker, string? before, CancellationToken cancellationToken = default)
            => Task.FromResult(OnTheWire(new OperationPage([new EntityOperation("worker", worker.Value, installation.Workers[worker.Value].Operation!)], null)));

        public Task<StorePage> StoresAsync(StoreStatus? status, string name, WorkerId? worker, string? after, CancellationToken cancellationToken = default)
            => Task.FromResult(OnTheWire(new StorePage([.. States.Where(store => (status is null || store.Status == status) && (worker is null || store.Placement?.Worker == worker) && store.Order.Name.Value.StartsWith(name, StringComparison.Ordinal)).Select(RowOf)], null)));

        public Task<OperationPage> OperationsAsync(OperationOutcome outcome, string? before, CancellationToken cancellationToken = default) => Task.FromResult(OnTheWire(Page(outcome)));

        public Task<OperationPage> DriftAsync(WorkerId? worker, string? before, CancellationToken cancellationToken = default)
            => Task.FromResult(OnTheWire(new OperationPage([.. installation.Stores.Values.SelectMany(store => store.Drift.Select(operation => new EntityOperation("store", store.State.Key, operation, store.State.Order.Name.Value)))], null)));

        private WorkerOverview Overview(WorkerState worker) => new(
            ViewOf(worker) with { Sight = installation.Sights.GetValueOrDefault(worker.Key) },
            [new(CapacityResources.MemoryMb, 1536, 6144), new(CapacityResources.CpuMillis, 2000, 4000), new(CapacityResources.DiskMb, 5120, 102400), new(StoreMachine.SlotClaim, 3, 4000)],
            new EdgeState { Worker = worker.Id, Generation = 4, Applied = 3, AppliedAt = Some.Noon, Problem = Some.Failure });

        private IEnumerable<StoreState> States => installation.Stores.Values.Select(store => store.State);

        private OperationPage Page(OperationOutcome outcome)
            => new([.. States.Where(store => store.Operation?.Outcome == outcome).Select(store => new EntityOperation("store", store.Key, store.Operation!, store.Order.Name.Value)), new EntityOperation("worker", "w1", Some.OperationOf(OperationKind.JoinWorker))], null);

        private static StoreRow RowOf(StoreState store)
            => new(store.Account, store.Id, store.Order.Name.Value, store.Order.Title, store.Status, store.Order.Platform, store.Plan, store.Placement?.Worker.Value, store.CreatedAt);
    }

    private static WorkerView ViewOf(WorkerState worker) => new(worker with { Credentials = null }, Some.Noon, "It is asleep.")
    {
        Containers = [new("guard", "sh-test-guard", "running", "shophosting/guard:1"), new("edge", "sh-test-edge", null, "shophosting/edge:1")],
        CertificateEnds = worker.Credentials is null ? null : Some.Noon,
    };

    /// <summary>A worker whose commands the machine decides, as in truth.</summary>
    private sealed class WorkerGrain(FakeInstallation installation, string key) : IWorkerGrain
    {
        public Task<Result> JoinAsync(WorkerJoining joining, CancellationToken cancellationToken = default)
        {
            installation.Enter<IWorkerGrain>();
            var sent = OnTheWire(joining);
            var known = installation.Workers.GetValueOrDefault(key) ?? new WorkerState { Id = WorkerId.Parse(key), Endpoint = sent.Endpoint, Status = WorkerStatus.Failed, ChangedAt = installation.Clock.GetUtcNow() };
            var credentials = sent.Certificates is { } given ? new EngineCredentials("authority", "certificate", new Secret($"sealed {given.Pem.Length}")) : known.Credentials;
            return WorkerEndpoint.NeedsTls(sent.Endpoint) && credentials is null
                ? Task.FromResult<Result>(WorkerErrors.NeedsCertificates)
                : Apply(known, new JoinWorker(sent.Ask!.Operation, sent.Ask.AskedBy, new WorkerReach(sent.Endpoint, credentials, sent.Address)));
        }

        public Task<Result> CheckAgainAsync(WorkerAsk ask, CancellationToken cancellationToken = default)
            => Apply(State, new JoinWorker(ask.Operation, ask.AskedBy, new WorkerReach(State.Endpoint, State.Credentials, State.Address)));

        public Task<Result> CordonAsync(WorkerAsk ask, string reason, CancellationToken cancellationToken = default)
            => Domain.Text.Line(reason, 200) is { Problem: { } problem } ? Task.FromResult<Result>(Error.Invalid("Reason", $"The reason {problem}")) : Apply(State, new CordonWorker(reason, ask.AskedBy));

        public Task<Result> UncordonAsync(WorkerAsk ask, CancellationToken cancellationToken = default) => Apply(State, new UncordonWorker());

        public Task<Result> SetIngressAsync(WorkerAsk ask, bool isIngress, CancellationToken cancellationToken = default) => Apply(State, new SetIngress(isIngress));

        public Task<Result> RetireAsync(WorkerAsk ask, string confirmedName, CancellationToken cancellationToken = default)
            => confirmedName == key ? Apply(State, new RetireWorker(0)) : Task.FromResult<Result>(WorkerErrors.NameNotConfirmed);

        public Task<WorkerView?> LookAsync(CancellationToken cancellationToken = default)
            => Task.FromResult(installation.Workers.TryGetValue(key, out var worker) ? OnTheWire(ViewOf(worker)) : null);

        public Task<WorkerState?> ViewAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException("Pages look.");

        public Task<Result> SightAsync(WorkerSight sight, CancellationToken cancellationToken = default) => throw new NotSupportedException("Pages do not look for workers.");

        public Task WakeAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task<bool> CheckAsync(CancellationToken cancellationToken = default) => Task.FromResult(true);

        private WorkerState State => installation.Workers[key];

        private Task<Result> Apply(WorkerState worker, WorkerCommand command)
        {
            var decided = WorkerMachine.Decide(worker, command, installation.Clock.GetUtcNow());
            if (decided.Ok)
            {
                installation.Workers[key] = decided.Value;
                installation.AskedWorkers.Writer.TryWrite(decided.Value);
            }

            return Task.FromResult(new Result(decided.Error));
        }
    }

    private sealed class AdministrationGrain(FakeInstallation installation) : IAdministrationGrain
    {
        public Task<bool> HasAdministratorAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException("Pages do not ask.");

        public Task<Result> OpenSetUpAsync(string tokenHash, CancellationToken cancellationToken = default) => throw new NotSupportedException("Pages open nothing.");

        public Task<bool> IsOpenAsync(string tokenHash, CancellationToken cancellationToken = default) => Task.FromResult(installation.SetUpToken == tokenHash);

        public Task<Result<UserId>> SetUpAsync(string tokenHash, EmailAddress email, Password password, Origin by, CancellationToken cancellationToken = default)
        {
            if (installation.SetUpToken != tokenHash)
            {
                return Task.FromResult<Result<UserId>>(AdministrationErrors.LinkEnded);
            }

            installation.SetUpToken = null;
            var id = UserId.FromSetUp(tokenHash);
            installation.People[id] = new FakePerson(installation, PersonMachine.NewAdministrator(id, OnTheWire(email), FakePerson.HashOf(password), installation.Clock.GetUtcNow()));
            return Task.FromResult<Result<UserId>>(id);
        }
    }

    private sealed class AccountGrain(FakeInstallation installation, AccountId id) : IAccountGrain
    {
        public async Task<Result> OpenAsync(AccountOpening opening, CancellationToken cancellationToken = default)
        {
            if (installation.Catalogue.Plans.All(plan => plan.Id != opening.Plan))
            {
                return AccountErrors.UnknownPlan(opening.Plan);
            }

            var account = new FakeAccount(id, opening.Name, opening.Plan, installation.Clock.GetUtcNow());
            installation.Accounts.TryAdd(id, account);
            var ordered = await OrderStoreAsync(opening.Operation, opening.Owner, opening.FirstStore, cancellationToken);
            if (!ordered.Ok)
            {
                installation.Accounts.TryRemove(id, out _);
                return ordered.Error;
            }

            return Result.Success;
        }

        public Task<Result<StoreId>> OrderStoreAsync(OperationId operation, UserId askedBy, StoreOrder order, CancellationToken cancellationToken = default)
        {
            installation.Enter<IAccountGrain>();
            return Task.FromResult(Order(operation, askedBy, OnTheWire(order)));
        }

        public Task<Result> WithdrawAsync(StoreId store, CancellationToken cancellationToken = default) => Task.FromResult(Result.Success);

        public Task<Result> StoreGoneAsync(StoreId store, CancellationToken cancellationToken = default) => Task.FromResult(Result.Success);

        public Task<AccountView?> ViewAsync(CancellationToken cancellationToken = default)
        {
            installation.Enter<IAccountGrain>();
            return Task.FromResult(installation.Accounts.TryGetValue(id, out var account)
                ? OnTheWire(new AccountView(id, account.Name, account.Plan, AccountStatus.Active, account.CreatedAt, installation.Plan(account.Plan).Stores,
                    [.. account.Stores.Select(store => new AccountStoreView(store.Id, store.Order))]))
                : null);
        }

        public Task WakeAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        private Result<StoreId> Order(OperationId operation, UserId askedBy, StoreOrder order)
        {
            var account = installation.Accounts[id];
            var plan = installation.Plan(account.Plan);
            var store = StoreId.From(operation);
            if (account.Stores.Any(existing => existing.Id == store))
            {
                return store;
            }

            if (installation.Refusal is { } refusal)
            {
                return refusal;
            }

            var free = installation.NameIsFree(order.Name);
            if (!free.Ok)
            {
                return free.Error;
            }

            if (account.Stores.Length >= plan.Stores)
            {
                return AccountErrors.StoreLimit(plan);
            }

            account.Stores = account.Stores.Add(new FakeAccountStore(store, order, operation));
            var state = StoreMachine.New(
                id, store, order, plan, new ProvisionStore(operation, askedBy.Value), ImmutableSortedDictionary<string, Secret>.Empty, ImmutableSortedDictionary<string, string>.Empty,
                installation.Clock.GetUtcNow());
            installation.Stores[state.Key] = new FakeStore(installation, state);
            return store;
        }
    }

    private sealed class StoreGrain(FakeInstallation installation, string key) : IStoreGrain
    {
        private FakeStore? Store => installation.Stores.GetValueOrDefault(key);

        public Task<Result> ProvisionAsync(StoreProvisioning provisioning, CancellationToken cancellationToken = default) => throw new NotSupportedException("Pages do not order stores themselves.");

        public Task<Result> RetryAsync(StoreAsk ask, CancellationToken cancellationToken = default) => Ask(new RetryStore(ask.Operation, ask.AskedBy));

        public Task<Result> CancelAsync(StoreAsk ask, CancellationToken cancellationToken = default) => Ask(new CancelStore(ask.Operation, ask.AskedBy));

        public Task<Result> RestartAsync(StoreAsk ask, string? part = null, CancellationToken cancellationToken = default)
            => part is not null && Store?.View().Parts.All(known => known.Name != part) == true ? Task.FromResult<Result>(StoreErrors.NoSuchPart(part)) : Ask(new RestartStore(ask.Operation, ask.AskedBy, part));

        public Task<Result> RotatePasswordAsync(StoreAsk ask, CancellationToken cancellationToken = default)
            => Ask(new RotatePassword(ask.Operation, ask.AskedBy, new PendingSecret("admin-password", new Secret("sealed"))));

        public Task<Result<Uri>> SignInLinkAsync(StoreAsk ask, CancellationToken cancellationToken = default)
        {
            installation.Enter<IStoreGrain>();
            if (Store!.State.Status != StoreStatus.Live)
            {
                return Task.FromResult<Result<Uri>>(StoreMachine.StandsStill(Store.State.Status) ? StoreErrors.Suspended : StoreErrors.NotOpen);
            }

            Store.Note(OperationKind.SignIn, ask);
            return Task.FromResult<Result<Uri>>(new Uri(Store.View().Address, $"/shophosting-sign-in?key={new string('k', 64)}"));
        }

        public Task<StoreActivity> ActivityAsync(string? before = null, CancellationToken cancellationToken = default)
        {
            installation.Enter<IStoreGrain>();
            return Task.FromResult(OnTheWire(Store!.Activity(before)));
        }

        public Task<Result> SuspendAsync(StoreAsk ask, SuspensionCause cause, string words, CancellationToken cancellationToken = default)
            => Ask(new SuspendStore(ask.Operation, ask.AskedBy, OnTheWire(cause), OnTheWire(words)));

        public Task<Result> ResumeAsync(StoreAsk ask, SuspensionCause? cause = null, CancellationToken cancellationToken = default) => Ask(new ResumeStore(ask.Operation, ask.AskedBy, cause));

        public Task<Result> DeleteAsync(StoreAsk ask, string confirmedName, CancellationToken cancellationToken = default)
            => Store is { } store && store.State.Order.Name.Value != OnTheWire(confirmedName)
                ? Task.FromResult<Result>(StoreErrors.NameNotConfirmed)
                : Ask(new DeleteStore(ask.Operation, ask.AskedBy, installation.Catalogue.Grace));

        public Task<Result> ForgetAsync(StoreAsk ask, string confirmedName, CancellationToken cancellationToken = default)
            => Store is { } store && store.State.Order.Name.Value != OnTheWire(confirmedName)
                ? Task.FromResult<Result>(StoreErrors.NameNotConfirmed)
                : Store?.Away is null ? Task.FromResult<Result>(StoreErrors.WorkerIsThere)
                : Ask(new GiveUpStore(ask.Operation, ask.AskedBy));

        public Task<StoreView?> ViewAsync(CancellationToken cancellationToken = default)
        {
            installation.Enter<IStoreGrain>();
            return Task.FromResult(Store is { } store ? OnTheWire(store.View()) : null);
        }

        public async Task<StoreView?> NextViewAsync(long knownVersion, CancellationToken cancellationToken = default)
        {
            installation.Enter<IStoreGrain>();
            return Store is { } store ? OnTheWire(await store.NextViewAsync(knownVersion, cancellationToken)) : null;
        }

        public Task<Result<StoreContainers>> ContainersAsync(CancellationToken cancellationToken = default)
        {
            if (installation.ContainersError is { } error)
            {
                return Task.FromResult<Result<StoreContainers>>(error);
            }

            var state = Store!.State;
            var runs = state.Status is StoreStatus.Live or StoreStatus.Restarting or StoreStatus.Broken;
            var now = installation.Clock.GetUtcNow();
            return Task.FromResult<Result<StoreContainers>>(new StoreContainers(now,
            [
                .. new[] { ("database", "the database", 256, 300), ("application", "the shop", 512, 700) }.Select(part => new StoreContainer(
                    part.Item1, part.Item2, runs ? "running" : "missing", runs ? state.ChangedAt : null, part.Item3, part.Item4, runs ? Store.Usage : [], runs ? state.ChangedAt : null, runs ? 2 : 0)),
            ]));
        }

        public Task<Result<HardeningScore>> HardeningAsync(CancellationToken cancellationToken = default)
        {
            installation.Enter<IStoreGrain>();
            return Task.FromResult<Result<HardeningScore>>(installation.ContainersError is { } error ? error : OnTheWire(Store!.Hardening));
        }

        public IAsyncEnumerable<StoreLogLine> LogsAsync(string component, long afterCursor, int tail, bool follow, CancellationToken cancellationToken = default)
        {
            installation.Enter<IStoreGrain>();
            return Store!.LogsAsync(component, afterCursor, tail, follow, cancellationToken);
        }

        public Task<Result<StoreCredentials>> CredentialsAsync(StoreAsk ask, CancellationToken cancellationToken = default)
        {
            installation.Enter<IStoreGrain>();
            Store!.Note(OperationKind.ShowPassword, ask);
            var view = Store!.View();
            return Task.FromResult<Result<StoreCredentials>>(new StoreCredentials(view.AdminAddress, view.AdminUser, "s3cret-<of>-the-shop"));
        }

        public Task<Result<StoreMails>> MailsAsync(string? before, CancellationToken cancellationToken = default)
        {
            var older = Store!.Mails.Select(mail => mail.Mail).SkipWhile(mail => before is not null && mail.Id != before).Skip(before is null ? 0 : 1).ToList();
            return Task.FromResult<Result<StoreMails>>(installation.MailsError is { } error
                ? error
                : OnTheWire(new StoreMails(installation.MailWay, $"{Store!.State.Order.Name}@shops.example", [.. older.Take(5)], older.Count > 5 ? older[4].Id : null)));
        }

        public Task<Result<StoreMailText>> MailAsync(string id, CancellationToken cancellationToken = default)
            => Task.FromResult<Result<StoreMailText>>(Store?.Mails.FirstOrDefault(mail => mail.Mail.Id == id).Text is { } text ? OnTheWire(text) : StoreErrors.NoSuchMail);

        public Task WakeAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task<bool> PlaceAsync(CancellationToken cancellationToken = default) => Task.FromResult(true);

        public Task CheckAsync(WorkerId at, CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task HappenedAsync(StoreIncidentKind kind, string part, DateTimeOffset at, bool hasEnded, CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task<bool> ObserveAsync(CancellationToken cancellationToken = default) => Task.FromResult(true);

        private Task<Result> Ask(StoreCommand command)
        {
            installation.Enter<IStoreGrain>();
            return Task.FromResult(Store is { } store ? store.Ask(command) : StoreErrors.NoSuchStore);
        }
    }
}
