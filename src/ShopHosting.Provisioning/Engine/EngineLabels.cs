namespace ShopHosting.Provisioning.Engine;

/// <summary>The labels on every object we make. The reconciler compares them; nothing without them is ever touched.</summary>
public static class EngineLabels
{
    public const string Installation = "shophosting.installation";
    public const string Account = "shophosting.account";
    public const string Store = "shophosting.store";
    public const string Role = "shophosting.role";
    public const string Operation = "shophosting.operation";
    public const string Attempt = "shophosting.attempt";
    public const string Generation = "shophosting.generation";

    /// <summary>Hash of the specification it was made from, without operation and attempt.</summary>
    public const string Spec = "shophosting.spec";

    /// <summary>On images: SHA-256 of what they were built from.</summary>
    public const string Content = "shophosting.content";
}
