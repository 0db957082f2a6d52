using ShopHosting.Domain.Operations;

namespace ShopHosting.Contracts.Stores;

/// <summary>How long operations on stores of one platform usually take, from the journal. The key is the platform's name.</summary>
public interface ITypicalTimesGrain : IGrainWithStringKey
{
    /// <summary>Observed within the last minute or so; without a step as long as no operation of this kind succeeded.</summary>
    Task<TypicalTimes> OfAsync(OperationKind kind, CancellationToken cancellationToken = default);
}
