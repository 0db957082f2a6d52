using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using ShopHosting.Contracts.Accounts;
using ShopHosting.Contracts.Catalogue;
using ShopHosting.Contracts.Stores;
using ShopHosting.Frontend.Security;
using ShopHosting.Frontend.Words;

namespace ShopHosting.Frontend.Pages.Stores;

/// <summary>All shops of the account, each with its state.</summary>
public sealed class IndexModel(CurrentCustomer customer, IGrainFactory grains) : PageModel
{
    public DashboardView View { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await customer.Account.ViewAsync(cancellationToken) is not { } account)
        {
            return NotFound();
        }

        var stores = await Task.WhenAll(account.Stores.Select(async store => new DashboardStore(store, await customer.Store(store.Id).ViewAsync(cancellationToken))));
        var catalogue = await grains.GetGrain<ICatalogueGrain>(ICatalogueGrain.Key).ViewAsync(cancellationToken);
        View = new DashboardView(account, catalogue.Plans.FirstOrDefault(plan => plan.Id == account.Plan)?.Title ?? account.Plan, stores);
        return Page();
    }
}

public sealed record DashboardView(AccountView Account, string PlanTitle, IReadOnlyList<DashboardStore> Stores)
{
    private const int MostCards = 6;

    public bool HasRoom => Stores.Count < Account.StoreLimit;

    public bool IsTable => Stores.Count > MostCards;

    /// <summary>The first thing somebody wants to know: is all well, and if not, how many want a look.</summary>
    public (string Text, Tone Tone) Headline
    {
        get
        {
            var tones = Stores.Select(store => store.Store is null ? Tone.Busy : StoreWords.Of(store.Store).Tone).ToList();
            var unwell = tones.Count(tone => tone is Tone.Warning or Tone.Bad);
            var busy = tones.Count(tone => tone == Tone.Busy);
            var open = tones.Count(tone => tone == Tone.Good);
            return (unwell, busy) switch
            {
                ( > 0, _) => ($"{Numbers.Stores(unwell)} {(unwell == 1 ? "needs" : "need")} your attention.", tones.Contains(Tone.Bad) ? Tone.Bad : Tone.Warning),
                (_, > 0) => ($"{Numbers.Stores(busy)} {(busy == 1 ? "is" : "are")} being worked on.", Tone.Busy),
                _ when open == 0 => ("No shop is open at the moment.", Tone.Quiet),
                _ => (open == 1 ? "1 shop is open and answers visitors." : $"{Numbers.Stores(open)} are open and answer visitors.", Tone.Good),
            };
        }
    }
}

/// <param name="Ordered">As the account knows it.</param>
/// <param name="Store">As the store says it stands; null for the moment before it has taken its order.</param>
public sealed record DashboardStore(AccountStoreView Ordered, StoreView? Store);
