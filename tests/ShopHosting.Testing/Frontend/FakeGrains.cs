using ShopHosting.Contracts.Accounts;
using ShopHosting.Contracts.Catalogue;
using ShopHosting.Contracts.Persons;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain;
using ShopHosting.Domain.Accounts;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Persons;
using ShopHosting.Domain.Stores;
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
        public Task<Result<UserId>> SignInAsync(EmailAddress email, Password password, NewSession session, CancellationToken cancellationToken = default)
        {
            installation.Enter<ISignInGrain>();
            var person = installation.People.Values.FirstOrDefault(candidate => candidate.Email == email);
            if (person is null || person.Password != OnTheWire(password).ClearText)
            {
                return Task.FromResult<Result<UserId>>(PersonErrors.WrongCredentials);
            }

            person.Sessions[session.TokenHash] = 1;
            return Task.FromResult<Result<UserId>>(person.Id);
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

            if (installation.People.Values.Any(person => person.Email == signUp.Email))
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
            installation.People[id] = new FakePerson(id, signUp.Email, signUp.Password.ClearText, account);
            return answer;
        }

        public Task<Result> SignInAsync(Password password, NewSession session, CancellationToken cancellationToken = default)
        {
            installation.Enter<IPersonGrain>();
            if (Person?.Password != OnTheWire(password).ClearText)
            {
                return Task.FromResult<Result>(PersonErrors.WrongCredentials);
            }

            Person!.Sessions[session.TokenHash] = 1;
            return Task.FromResult(Result.Success);
        }

        public Task<Result> VerifyPasswordAsync(Password password, CancellationToken cancellationToken = default)
        {
            installation.Enter<IPersonGrain>();
            return Task.FromResult(Person?.Password == OnTheWire(password).ClearText ? Result.Success : PersonErrors.WrongPassword);
        }

        public Task<SignedInPerson?> SessionAsync(string tokenHash, CancellationToken cancellationToken = default)
        {
            installation.Enter<IPersonGrain>();
            return Task.FromResult(Person is { } person && person.Sessions.ContainsKey(tokenHash) ? new SignedInPerson(id, person.Email, person.Account) : null);
        }

        public Task TouchSessionAsync(string tokenHash, CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task<Result> EndSessionAsync(string tokenHash, CancellationToken cancellationToken = default)
        {
            Person?.Sessions.TryRemove(tokenHash, out _);
            return Task.FromResult(Result.Success);
        }

        public Task<PersonView?> ViewAsync(CancellationToken cancellationToken = default)
            => Task.FromResult(Person is { } person ? new PersonView(id, person.Email, person.Account, PersonStatus.Active, []) : null);

        public Task WakeAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
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
            var now = installation.Clock.GetUtcNow();
            var provisioning = new Operation { Id = operation, Kind = OperationKind.Provision, AskedBy = askedBy.Value, StartedAt = now, Deadline = now + TimeSpan.FromMinutes(15) };
            installation.Stores[StoreState.KeyOf(id, store)] = new FakeStore(installation, new StoreState
            {
                Id = store,
                Account = id,
                Order = order,
                Plan = plan.Id,
                Limits = plan.Limits,
                Status = StoreStatus.Provisioning,
                CreatedAt = now,
                ChangedAt = now,
                Operation = provisioning,
                Asked = [operation],
            });
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
                return Task.FromResult<Result<Uri>>(StoreErrors.NotOpen);
            }

            Store.Note(OperationKind.SignIn, ask);
            return Task.FromResult<Result<Uri>>(new Uri(Store.View().Address, $"/shophosting-sign-in?key={new string('k', 64)}"));
        }

        public Task<StoreActivity> ActivityAsync(ActivityCursor? before = null, CancellationToken cancellationToken = default)
        {
            installation.Enter<IStoreGrain>();
            return Task.FromResult(OnTheWire(Store!.Activity(before)));
        }

        public Task<Result> DeleteAsync(StoreAsk ask, string confirmedName, CancellationToken cancellationToken = default)
            => Store is { } store && store.State.Order.Name.Value != OnTheWire(confirmedName)
                ? Task.FromResult<Result>(StoreErrors.NameNotConfirmed)
                : Ask(new DeleteStore(ask.Operation, ask.AskedBy, installation.Catalogue.Grace));

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
                    part.Item1, part.Item2, runs ? "running" : "missing", runs ? state.ChangedAt : null, part.Item3, part.Item4, runs ? Store.Usage : [])),
            ]));
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

        public Task<Result<StoreMails>> MailsAsync(CancellationToken cancellationToken = default)
            => Task.FromResult<Result<StoreMails>>(installation.MailsError is { } error
                ? error
                : OnTheWire(new StoreMails(installation.MailWay, $"{Store!.State.Order.Name}@shops.example", [.. Store.Mails.Select(mail => mail.Mail)])));

        public Task<Result<StoreMailText>> MailAsync(string id, CancellationToken cancellationToken = default)
            => Task.FromResult<Result<StoreMailText>>(Store?.Mails.FirstOrDefault(mail => mail.Mail.Id == id).Text is { } text ? OnTheWire(text) : StoreErrors.NoSuchMail);

        public Task WakeAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task CheckAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public Task<bool> ObserveAsync(CancellationToken cancellationToken = default) => Task.FromResult(true);

        private Task<Result> Ask(StoreCommand command)
        {
            installation.Enter<IStoreGrain>();
            return Task.FromResult(Store is { } store ? store.Ask(command) : StoreErrors.NoSuchStore);
        }
    }
}
