using System.Collections.Immutable;
using ShopHosting.Cli.Panel;

namespace ShopHosting.Cli.Try;

/// <summary>How it went, as told at the end; what <c>--json</c> prints.</summary>
internal sealed record TryReport(bool Live, string? Problem, string Panel, long Milliseconds, TryStore Store, TryCustomer Customer, ImmutableArray<TryStep> Steps)
{
    public static TryReport Of(LiveStore store, Uri panel, string page, string platform, SampleCustomer customer, TimeSpan took) => new(
        store.Status == Domain.Stores.StoreStatus.Live,
        store.Problem,
        panel.ToString(),
        (long)took.TotalMilliseconds,
        new TryStore(new Uri(panel, page).ToString(), platform, store.Status.ToString(), store.Address, store.AdminAddress, store.AdminUser, new Uri(panel, $"{page}/password").ToString()),
        new TryCustomer(customer.Email, customer.Password, new Uri(panel, "/sign-in").ToString()),
        [.. store.Steps.Select(step => new TryStep(step.Name, step.Title, step.Status.ToString(), (long?)step.Took?.TotalMilliseconds))]);
}

/// <param name="Page">Where its customer looks after it.</param>
/// <param name="PasswordPage">Where its customer is shown the shop administrator's password.</param>
internal sealed record TryStore(string Page, string Platform, string Status, string Address, string AdminAddress, string AdminUser, string PasswordPage);

internal sealed record TryCustomer(string Email, string Password, string SignIn);

internal sealed record TryStep(string Name, string Title, string Status, long? Milliseconds);
