using ShopHosting.EndToEndTests;
using ShopHosting.EndToEndTests.Installations;

namespace ShopHosting.Benchmarks;

/// <summary>One store by the real panel's pages, with the times that its owner sees, in milliseconds from sending the form on.</summary>
/// <param name="Answered">The panel has answered the form with the shop's page.</param>
/// <param name="Live">The page says Live.</param>
/// <param name="Visited">A visitor has had the first page.</param>
/// <param name="Steps">Each step of its making: from when it began to when it ended, in milliseconds from the beginning of the operation.</param>
internal sealed record OwnStore(double Answered, double Live, double Visited, IReadOnlyList<(string Name, double From, double To)> Steps)
{
    public static async Task<OwnStore> MakeAsync(Installation installation, string name, string platform)
    {
        using var customer = installation.NewCustomer();
        using var visitor = installation.NewVisitor();
        var (action, fields) = await customer.FillSignUpAsync(name, platform: platform);
        var clock = TimeProvider.System;
        var begun = clock.GetTimestamp();
        var shop = customer.ShopOf(await customer.SendAsync(action, fields), name);
        var answered = clock.GetElapsedTime(begun).TotalMilliseconds;
        await foreach (var happened in customer.EventsAsync(shop))
        {
            if (happened.Data.Contains("data-status=\"Live\"", StringComparison.Ordinal))
            {
                break;
            }
        }

        var live = clock.GetElapsedTime(begun).TotalMilliseconds;
        (await visitor.GetAsync($"{shop.Address}/")).Status.ShouldBe(200);
        var visited = clock.GetElapsedTime(begun).TotalMilliseconds;
        var steps = await installation.Journal.StepsAsync(shop.Id, "Provision");
        await customer.DeleteAsync(shop, name);
        await Until.ItIsAsync("the store to be gone", TimeSpan.FromMinutes(2), () => customer.StatusAsync(shop), status => status == "Purged");
        return new OwnStore(answered, live, visited, steps);
    }
}
