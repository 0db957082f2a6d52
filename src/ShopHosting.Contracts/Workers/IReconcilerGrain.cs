namespace ShopHosting.Contracts.Workers;

/// <summary>Finds again what must go on after any crash: asks the database who owes work and wakes it, looks at the workers. Key: <see cref="Key"/>.</summary>
public interface IReconcilerGrain : IGrainWithStringKey
{
    const string Key = "reconciler";

    /// <summary>Keeps it going. Every silo calls this now and then.</summary>
    Task PingAsync(CancellationToken cancellationToken = default);
}
