namespace ShopHosting.Provisioning.Storage;

/// <summary>How much of each counted resource a scope (a worker) offers. What is used of it changes only with the claims of entities.</summary>
public interface ICapacityLedger
{
    /// <summary>Sets what is usable. Less than what is used is allowed: nothing new fits then.</summary>
    Task SetUsableAsync(string scope, string resource, long usable, CancellationToken cancellationToken);

    Task<IReadOnlyList<CapacityRow>> ListAsync(CancellationToken cancellationToken);
}

public sealed record CapacityRow(string Scope, string Resource, long Usable, long Used);
