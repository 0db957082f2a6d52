namespace ShopHosting.Domain.Stores;

/// <summary>The last request made as a visitor would: with the shop's real host name, through an edge.</summary>
/// <param name="At">When it was made.</param>
/// <param name="Took">Until the whole answer was there.</param>
/// <param name="Problem">Why it was not answered as the shop should; null when it was.</param>
/// <param name="Since">Since when the answer is like this (fine, or this kind of problem).</param>
public sealed record StoreObservation(DateTimeOffset At, TimeSpan Took, int Status, string? Problem, DateTimeOffset Since)
{
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsFine => Problem is null;
}
