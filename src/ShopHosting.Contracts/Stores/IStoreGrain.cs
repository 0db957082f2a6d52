using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Stores;

namespace ShopHosting.Contracts.Stores;

/// <summary>
/// One store. The key is <c>account/store</c>, so a foreign tenant's store can't be addressed. Commands are turns, one after the other, and asking
/// twice with one operation id does it once; views interleave and always answer at once.
/// </summary>
public interface IStoreGrain : IGrainWithStringKey
{
    /// <summary>Takes the order of its account. Asked again it changes nothing, however the store is by then; one that is purged is refused.</summary>
    Task<Result> ProvisionAsync(StoreProvisioning provisioning, CancellationToken cancellationToken = default);

    Task<Result> RetryAsync(StoreAsk ask, CancellationToken cancellationToken = default);

    Task<Result> CancelAsync(StoreAsk ask, CancellationToken cancellationToken = default);

    /// <param name="ask">Who asks.</param>
    /// <param name="part">One component's name; null restarts all, in the order of the stack.</param>
    /// <param name="cancellationToken">Undoes nothing.</param>
    Task<Result> RestartAsync(StoreAsk ask, string? part = null, CancellationToken cancellationToken = default);

    /// <summary>A new password for the shop's administrator.</summary>
    Task<Result> RotatePasswordAsync(StoreAsk ask, CancellationToken cancellationToken = default);

    /// <summary>An address that signs in as the shop's administrator, once and within a minute. Recorded before it is answered.</summary>
    Task<Result<Uri>> SignInLinkAsync(StoreAsk ask, CancellationToken cancellationToken = default);

    /// <summary>The shop stands still until it is resumed: visitors read that it is paused, its containers are stopped, and all it has stays its own.</summary>
    /// <param name="ask">Who asks.</param>
    /// <param name="cause">Why.</param>
    /// <param name="words">What its customer is told.</param>
    /// <param name="cancellationToken">Undoes nothing.</param>
    Task<Result> SuspendAsync(StoreAsk ask, SuspensionCause cause, string words, CancellationToken cancellationToken = default);

    /// <param name="ask">Who asks.</param>
    /// <param name="cause">What has gone: a suspension for another cause stays. Null for whatever it was.</param>
    /// <param name="cancellationToken">Undoes nothing.</param>
    Task<Result> ResumeAsync(StoreAsk ask, SuspensionCause? cause = null, CancellationToken cancellationToken = default);

    /// <summary>Legal in every state, and wins. The name typed must be the store's.</summary>
    Task<Result> DeleteAsync(StoreAsk ask, string confirmedName, CancellationToken cancellationToken = default);

    /// <summary>For administrators, while its worker is unreachable for ever: name and place are free at once, and what is on the worker stays there. Should that ever return, it is taken away as of any store that is gone. The name typed must be the store's.</summary>
    Task<Result> ForgetAsync(StoreAsk ask, string confirmedName, CancellationToken cancellationToken = default);

    /// <summary>How it stands; null when there is no such store.</summary>
    [AlwaysInterleave]
    Task<StoreView?> ViewAsync(CancellationToken cancellationToken = default);

    /// <summary>The view as soon as its version is not <paramref name="knownVersion"/>, or as it is after some 10 seconds. For live pages: ask again with the version seen.</summary>
    [AlwaysInterleave]
    Task<StoreView?> NextViewAsync(long knownVersion, CancellationToken cancellationToken = default);

    /// <summary>What was done with it, the newest first: a page of it, older than that one whose next is <paramref name="before"/>. Any other text begins at the top.</summary>
    [AlwaysInterleave]
    Task<StoreActivity> ActivityAsync(string? before = null, CancellationToken cancellationToken = default);

    /// <summary>The containers as the engine has them at this moment, with what they used. Each asking has the next point taken, if the last one is some seconds old.</summary>
    [AlwaysInterleave]
    Task<Result<StoreContainers>> ContainersAsync(CancellationToken cancellationToken = default);

    /// <summary>How well the containers are shut in that run at this moment.</summary>
    [AlwaysInterleave]
    Task<Result<HardeningScore>> HardeningAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// What a component wrote after a cursor (0: its last <paramref name="tail"/> lines), then live while <paramref name="follow"/> is set. Ends when the container
    /// stops or the worker does not answer: ask again after the last line's cursor. Nothing for a component that is none.
    /// </summary>
    [AlwaysInterleave]
    IAsyncEnumerable<StoreLogLine> LogsAsync(string component, long afterCursor, int tail, bool follow, CancellationToken cancellationToken = default);

    /// <summary>The shop administrator's credentials, recorded before they are answered. Whoever calls has just asked the person for the own password again.</summary>
    Task<Result<StoreCredentials>> CredentialsAsync(StoreAsk ask, CancellationToken cancellationToken = default);

    /// <summary>The mails that the shop has sent, as the relay on its worker has them at this moment, a page at a time.</summary>
    /// <param name="before">Where the page before ended; null for the first.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    [AlwaysInterleave]
    Task<Result<StoreMails>> MailsAsync(string? before, CancellationToken cancellationToken = default);

    /// <summary>One of them to be read. Those of other stores are not found, whatever id is given.</summary>
    [AlwaysInterleave]
    Task<Result<StoreMailText>> MailAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Takes up owed work, if there is any. The reconciler calls it; it returns at once.</summary>
    Task WakeAsync(CancellationToken cancellationToken = default);

    /// <summary>Looks for a place when it waits for one. False when there is still no room for it.</summary>
    Task<bool> PlaceAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Looks at what a worker has of it. On its own: repairs what is missing, and asks the shop from outside. Elsewhere, and where it should have nothing: takes
    /// away what an older attempt left there or brought about late, but for data of a shop that was live.
    /// </summary>
    Task CheckAsync(WorkerId at, CancellationToken cancellationToken = default);

    /// <summary>Keeps that a part of it came to one of its limits.</summary>
    /// <param name="hasEnded">Whether the part was ended by it.</param>
    Task HappenedAsync(StoreIncidentKind kind, string part, DateTimeOffset at, bool hasEnded, CancellationToken cancellationToken = default);

    /// <summary>Asks a live shop from outside and keeps how it answered; looks whether a suspended one's address is led away from it. False when it is not as it should be, or nobody could ask.</summary>
    Task<bool> ObserveAsync(CancellationToken cancellationToken = default);
}
