namespace ShopHosting.Provisioning.Storage;

/// <summary>Keeps the journal from growing for ever.</summary>
public interface IJournalKeeper
{
    /// <summary>
    /// Removes what the platform put right by itself (<see cref="Domain.Operations.Drift.Kinds"/>) and had finished before a time, with its steps, but for the
    /// newest of each entity and kind. What people asked for stays. The number of operations removed: <paramref name="limit"/> when there may be more.
    /// </summary>
    Task<int> ForgetAsync(DateTimeOffset before, int keep, int limit, CancellationToken cancellationToken);
}
