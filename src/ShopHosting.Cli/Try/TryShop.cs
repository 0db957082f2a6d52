using ShopHosting.Cli.Panel;
using ShopHosting.Domain.Stores;

namespace ShopHosting.Cli.Try;

/// <summary>What a visitor does in the browser: signs up on the form of the panel's page and watches the shop being made.</summary>
internal sealed class TryShop(PanelClient panel, Uri address, TimeProvider clock, Action<string> say, Action<LiveStore> tell)
{
    private const string SignUp = "/sign-up";
    private const int MostNames = 40;

    public async Task<TryReport> RunAsync(string name, bool orNext, string? title, string? platform, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var free = orNext ? await FreeNameAsync(name, cancellationToken) : name;
        var customer = SampleCustomer.For(free);
        var form = Form.Find(await panel.PageAsync(SignUp, cancellationToken), SignUp) ?? throw new PanelException($"The page {SignUp} of the panel has no form to sign up with.");
        var kind = PlatformOf(form, platform);
        form.Fill("Input.Title", title ?? TitleOf(free)).Fill("Input.Name", free).Fill("Input.Platform", kind).Fill("Input.Email", customer.Email).Fill("Input.Password", customer.Password);
        var sent = await panel.SendAsync(SignUp, form, cancellationToken);
        if (sent.Location is not { } page || !page.StartsWith("/stores/", StringComparison.Ordinal))
        {
            var errors = Form.Find(sent.Page, SignUp)?.Errors ?? [];
            throw new PanelException(errors.Count > 0 ? string.Join(' ', errors) : "The panel did not take the sign-up and gave no reason; look into its log.");
        }

        say($"{customer.Email} signed up and ordered the {kind} shop {free}.");
        var store = await FollowAsync(page, cancellationToken);
        return TryReport.Of(store, address, page, kind, customer, clock.GetElapsedTime(started));
    }

    /// <summary>Follows the shop until it stands still; a stream that ends early is asked for again. Who waits for room may get it at any moment: a server that is just being taken in.</summary>
    private async Task<LiveStore> FollowAsync(string page, CancellationToken cancellationToken)
    {
        string? told = null;
        while (true)
        {
            await foreach (var fragment in panel.EventsAsync($"{page}/events", cancellationToken))
            {
                var store = LiveStore.Read(fragment);
                tell(store);
                if (store is { Status: StoreStatus.Waiting, Problem: { } reason } && reason != told)
                {
                    told = reason;
                    say($"The order waits. {reason}");
                }

                if (IsAtRest(store.Status))
                {
                    return store;
                }
            }
        }
    }

    private static bool IsAtRest(StoreStatus status) => status switch
    {
        StoreStatus.Live or StoreStatus.Failed or StoreStatus.Broken or StoreStatus.Suspended or StoreStatus.Deleted or StoreStatus.Purged => true,
        StoreStatus.Waiting or StoreStatus.Provisioning or StoreStatus.Reverting or StoreStatus.Restarting or StoreStatus.Repairing or StoreStatus.Rotating or StoreStatus.Suspending or StoreStatus.Resuming
            or StoreStatus.Deleting or StoreStatus.Purging => false,
    };

    private async Task<string> FreeNameAsync(string name, CancellationToken cancellationToken)
    {
        for (var number = 1; number <= MostNames; number++)
        {
            var candidate = number == 1 ? name : $"{name}-{number}";
            if (await panel.IsFreeAsync(candidate, cancellationToken))
            {
                return candidate;
            }
        }

        throw new PanelException($"None of the addresses {name} to {name}-{MostNames} can be had; choose another with --name.");
    }

    private static string PlatformOf(Form form, string? wanted)
    {
        var offered = form.Choices("Input.Platform");
        if (wanted is null)
        {
            return form["Input.Platform"] ?? throw new PanelException("The panel offers no kind of shop; build the images with ops/images/build.");
        }

        return offered.Contains(wanted) ? wanted : throw new PanelException(form.WhyOff("Input.Platform", wanted)
            ?? $"The panel offers no {wanted} shops{(offered.Count == 0 ? "" : $", only {string.Join(" and ", offered)}")}.");
    }

    private static string TitleOf(string name) => string.Join(' ', name.Split('-').Select(word => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));
}
