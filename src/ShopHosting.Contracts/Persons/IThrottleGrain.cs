using ShopHosting.Domain.Persons;

namespace ShopHosting.Contracts.Persons;

/// <summary>Counts attempts that did not succeed, by subject, in a bounded memory. The key is a number below <see cref="Shards"/>, which follows from the subject.</summary>
public interface IThrottleGrain : IGrainWithStringKey
{
    const int Shards = 64;

    /// <summary>Counts an attempt of the subject and answers null; or, when it comes too early, counts nothing and answers how long to wait.</summary>
    Task<TimeSpan?> TakeAsync(string subject, AttemptLimit limit, CancellationToken cancellationToken = default);

    /// <summary>The attempt succeeded: the subject begins anew.</summary>
    Task ForgetAsync(string subject, CancellationToken cancellationToken = default);
}
