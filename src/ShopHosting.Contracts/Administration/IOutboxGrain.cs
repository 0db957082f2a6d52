using System.Collections.Immutable;
using ShopHosting.Domain.Mail;

namespace ShopHosting.Contracts.Administration;

/// <summary>The panel's own mails that were kept because no mail server is set. Key: <see cref="Key"/>.</summary>
public interface IOutboxGrain : IGrainWithStringKey
{
    const string Key = "outbox";

    /// <summary>The newest first.</summary>
    Task<ImmutableArray<KeptMail>> ListAsync(CancellationToken cancellationToken = default);
}
