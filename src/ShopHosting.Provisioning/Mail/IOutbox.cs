using ShopHosting.Domain.Mail;

namespace ShopHosting.Provisioning.Mail;

/// <summary>The mails that were kept because no mail server is set, the newest first, and no more than so many.</summary>
public interface IOutbox
{
    Task<IReadOnlyList<KeptMail>> ListAsync(CancellationToken cancellationToken);
}
