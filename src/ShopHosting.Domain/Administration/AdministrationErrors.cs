namespace ShopHosting.Domain.Administration;

/// <summary>What can be refused about administrators.</summary>
public static class AdministrationErrors
{
    /// <summary>The same for a link that never was, was used, was followed by a newer one, or is too old.</summary>
    public static Error LinkEnded { get; } = new(ErrorKind.NotPossible, "administration.link-ended",
        "This set-up link has been used, is older than a day, or there is a newer one. The operator of the machine makes a new one with ops/administrator.");
}
