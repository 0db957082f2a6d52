using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain.Ids;
using ShopHosting.Frontend.Live;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Stores;

/// <summary>What the parts of a shop write: the last lines, and with a script what comes.</summary>
public sealed class LogsModel(CurrentCustomer customer, TimeProvider clock) : StorePageModel(customer)
{
    private const int Shown = 200;
    private const int MostFind = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    [BindProperty(SupportsGet = true, Name = "part")]
    public string? Part { get; set; }

    [BindProperty(SupportsGet = true, Name = "find")]
    public string? Find { get; set; }

    public StorePart? Open { get; private set; }

    /// <summary>The oldest first.</summary>
    public ImmutableArray<StoreLogLine> Lines { get; private set; } = [];

    /// <summary>Where the live part goes on.</summary>
    public long Cursor { get; private set; }

    public bool IsLate { get; private set; }

    public string Query => $"part={Uri.EscapeDataString(Open!.Name)}{(Find is null ? "" : $"&find={Uri.EscapeDataString(Find)}")}";

    public async Task<IActionResult> OnGetAsync(StoreId id, CancellationToken cancellationToken)
    {
        if (!await HasViewAsync(id, cancellationToken))
        {
            return NotFound();
        }

        // Visitors come to the last one: it tells most.
        Open = View.Parts.FirstOrDefault(part => part.Name == Part) ?? View.Parts.LastOrDefault();
        Find = Find?.Trim() is { Length: > 0 } find ? find[..Math.Min(find.Length, MostFind)] : null;
        if (Open is not null)
        {
            await ReadAsync(Customer.Store(id), Open, cancellationToken);
        }

        return Page();
    }

    /// <summary>With a filter more of the past is looked through. A worker that does not answer must not hold up the page.</summary>
    private async Task ReadAsync(IStoreGrain store, StorePart part, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var lines = new Queue<StoreLogLine>();
        try
        {
            await foreach (var line in store.LogsAsync(part.Name, 0, Find is null ? Shown : StoreLogLine.MostTail, follow: false, either.Token))
            {
                Cursor = line.Cursor;
                if (StoreLogs.Holds(line, Find))
                {
                    lines.Enqueue(line);
                    if (lines.Count > Shown)
                    {
                        lines.Dequeue();
                    }
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            IsLate = true;
        }

        Lines = [.. lines];
    }
}
