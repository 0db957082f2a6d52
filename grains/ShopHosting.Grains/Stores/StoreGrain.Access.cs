using ShopHosting.Contracts.Stores;
using ShopHosting.Domain;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning.Platforms;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Grains.Stores;

// Who got into the shop, and what was done with it: nobody gets a key to it that is not in the journal before.
public sealed partial class StoreGrain
{
    private const int ActivityPage = 20;

    public Task<Result> RotatePasswordAsync(StoreAsk ask, CancellationToken cancellationToken = default)
        => State is { } store && parts.Platforms.Find(store.Order.Platform) is { } template
            ? ApplyAsync(new RotatePassword(ask.Operation, ask.AskedBy, new PendingSecret(parts.Platforms.CodeOf(template).AdminPasswordSecret, StoreSecrets.New(parts.Entropy, parts.Secrets))))
            : Task.FromResult<Result>(StoreErrors.NoSuchStore);

    public async Task<Result<Uri>> SignInLinkAsync(StoreAsk ask, CancellationToken cancellationToken = default)
    {
        if (State is not { Status: StoreStatus.Live or StoreStatus.Broken, Placement: not null } store)
        {
            return State is not { } closed ? StoreErrors.NoSuchStore : StoreMachine.StandsStill(closed.Status) ? StoreErrors.Suspended : StoreErrors.NotOpen;
        }

        var context = ContextOf(store);
        var path = await context.Platform.SignInPathAsync(context, cancellationToken);
        var noted = await NoteAsync(store, OperationKind.SignIn, ask, path.Error);
        return (path.Error ?? noted.Error) is { } error ? error : new Uri(installation.AddressOf(store.Order.Name), path.Value!);
    }

    public async Task<Result<StoreCredentials>> CredentialsAsync(StoreAsk ask, CancellationToken cancellationToken = default)
    {
        if (State is not { LiveSince: not null } store || parts.Platforms.Find(store.Order.Platform) is not { } template)
        {
            return StoreErrors.NoSuchStore;
        }

        var noted = await NoteAsync(store, OperationKind.ShowPassword, ask, null);
        if (!noted.Ok)
        {
            return noted.Error;
        }

        var code = parts.Platforms.CodeOf(template);
        return new StoreCredentials(
            AdminAddressOf(store), code.AdminUser(store), parts.Secrets.Open(store.Secrets[code.AdminPasswordSecret]), store.Pending is { } pending ? parts.Secrets.Open(pending.Value) : null);
    }

    public async Task<StoreActivity> ActivityAsync(string? before = null, CancellationToken cancellationToken = default)
    {
        var found = await parts.Index.OperationsAsync(StoreState.Table.Name, this.GetPrimaryKeyString(), OperationCursor.Parse(before), ActivityPage + 1, cancellationToken);
        return new StoreActivity([.. found.Take(ActivityPage)], found.Count > ActivityPage ? OperationCursor.Of(found[ActivityPage - 1]).ToString() : null);
    }

    /// <summary>In the journal, and nothing else of the store changes.</summary>
    private Task<Result> NoteAsync(StoreState store, OperationKind kind, StoreAsk ask, Error? error) => SaveAsync(store, Operation.Note(ask.Operation, kind, ask.AskedBy, error, Now));
}
