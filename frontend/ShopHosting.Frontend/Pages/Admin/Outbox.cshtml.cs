using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ShopHosting.Domain.Mail;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Admin;

/// <summary>The panel's mails that were kept.</summary>
public sealed class OutboxModel(CurrentAdministrator administrator) : PageModel
{
    public ImmutableArray<KeptMail> View { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancellationToken) => View = await administrator.Outbox.ListAsync(cancellationToken);
}
