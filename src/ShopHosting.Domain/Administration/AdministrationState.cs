using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Storage;

namespace ShopHosting.Domain.Administration;

/// <summary>The link by which somebody becomes an administrator.</summary>
/// <param name="TokenHash">SHA-256 of its token, in hexadecimal.</param>
public sealed record SetUpLink(string TokenHash, DateTimeOffset Until);

/// <summary>What the installation knows of its own administration: one row.</summary>
public sealed record AdministrationState : IEntityState<AdministrationState>
{
    /// <summary>The key of the one row.</summary>
    public const string OnlyKey = "administration";

    /// <summary>How long a set-up link is good for.</summary>
    public static readonly TimeSpan LinkLimit = TimeSpan.FromHours(24);

    public static EntityTable Table { get; } = new("administration");

    /// <summary>The newest one, until it is used.</summary>
    public SetUpLink? SetUp { get; init; }

    public bool IsOpen(string tokenHash, DateTimeOffset now) => SetUp is { } link && link.TokenHash == tokenHash && now < link.Until;

    public IReadOnlyList<object?> Promoted() => [];

    public DateTimeOffset? DueAt() => null;

    public IEnumerable<Claim> Claims() => [];

    public Operation? CurrentOperation() => null;
}
