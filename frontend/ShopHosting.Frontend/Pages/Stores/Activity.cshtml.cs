using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Stores;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Stores;

/// <summary>What was done with a shop, by whom and how it ended, the newest first.</summary>
public sealed class ActivityModel(CurrentCustomer customer) : StorePageModel(customer)
{
    public StoreActivity Activity { get; private set; } = null!;

    /// <summary>The next page; null on the last.</summary>
    public string? Older => Activity.Next is { } next
        ? string.Create(CultureInfo.InvariantCulture, $"/stores/{View.Id}/activity?before={next.StartedAt.ToUnixTimeMilliseconds()}.{next.Operation}")
        : null;

    public async Task<IActionResult> OnGetAsync(StoreId id, string? before, CancellationToken cancellationToken)
    {
        if (!await HasViewAsync(id, cancellationToken))
        {
            return NotFound();
        }

        Activity = await Customer.Store(id).ActivityAsync(CursorIn(before), cancellationToken);
        return Page();
    }

    public string WhoAsked(Operation operation)
        => operation.AskedBy == Customer.UserId.Value ? "by you" : operation.AskedBy == SystemActor.Name ? "by the platform itself" : "by somebody else of your account";

    /// <summary>What is no place in the list begins at its top.</summary>
    private static ActivityCursor? CursorIn(string? text)
        => text?.Split('.') is [var at, var id] && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds < MostMilliseconds && OperationId.TryParse(id, null, out var operation)
            ? new ActivityCursor(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), operation)
            : null;

    private static readonly long MostMilliseconds = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
}
