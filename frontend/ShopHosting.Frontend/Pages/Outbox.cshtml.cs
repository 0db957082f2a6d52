using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ShopHosting.Contracts.Administration;
using ShopHosting.Domain.Mail;

namespace ShopHosting.Frontend.Pages;

/// <summary>The panel's mails on a developer's machine. Anywhere else there is no such page.</summary>
public sealed class OutboxModel(IGrainFactory grains, IOptions<FrontendOptions> options, IHostEnvironment environment) : PageModel
{
    public ImmutableArray<KeptMail> View { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.IsOutboxShown(environment))
        {
            return NotFound();
        }

        View = await grains.GetGrain<IOutboxGrain>(IOutboxGrain.Key).ListAsync(cancellationToken);
        return Page();
    }
}
