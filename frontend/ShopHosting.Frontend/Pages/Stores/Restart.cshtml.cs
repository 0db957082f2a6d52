using Microsoft.AspNetCore.Mvc;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Stores;
using ShopHosting.Frontend.Security;

namespace ShopHosting.Frontend.Pages.Stores;

/// <summary>Restarts all parts of a shop, or one of them.</summary>
public sealed class RestartModel(CurrentCustomer customer, IEntropy entropy) : StoreCommandModel(customer, entropy)
{
    /// <summary>The one part that is meant; none for all.</summary>
    [BindProperty(SupportsGet = true, Name = "part")]
    public string? Part { get; set; }

    public override Confirmation Confirmation => View.Parts.FirstOrDefault(part => part.Name == Part) is { } only
        ? new(StoreCommandKind.Restart, $"Restart {only.Title}",
            $"Only {only.Title} is stopped and started again; the rest of the shop goes on. Until it runs again, visitors may wait some seconds or see an error. No data is lost.", "Restart it")
        : new(StoreCommandKind.Restart, "Restart",
            "All parts of the shop are stopped and started again, each after those that it needs. Visitors wait some seconds; no data is lost.", "Restart");

    protected override Task<Result> AskAsync(IStoreGrain store, StoreAsk ask, CancellationToken cancellationToken) => store.RestartAsync(ask, Part, cancellationToken);
}
