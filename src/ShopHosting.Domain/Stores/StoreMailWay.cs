namespace ShopHosting.Domain.Stores;

/// <summary>How mail of shops goes out on an installation.</summary>
public enum StoreMailWay
{
    /// <summary>Not at all: there is no relay.</summary>
    None,

    /// <summary>It stays in the relay, because the operator named no mail server.</summary>
    Kept,

    /// <summary>By the operator's mail server.</summary>
    Sent,
}
