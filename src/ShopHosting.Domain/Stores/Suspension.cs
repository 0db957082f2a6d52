namespace ShopHosting.Domain.Stores;

/// <summary>Why a store stands still. Who finds that the cause has gone lifts only a suspension for that one.</summary>
public enum SuspensionCause
{
    /// <summary>Its customer wants a pause.</summary>
    AskedByCustomer,
    Unpaid,
    Abuse,
    Maintenance,
}

public static class SuspensionCauses
{
    /// <summary>In a word or two.</summary>
    public static string Title(this SuspensionCause cause) => cause switch
    {
        SuspensionCause.AskedByCustomer => "Asked by the customer",
        SuspensionCause.Unpaid => "Unpaid",
        SuspensionCause.Abuse => "Abuse",
        SuspensionCause.Maintenance => "Maintenance",
    };
}

/// <summary>That a store stands still, and why.</summary>
/// <param name="Words">What its customer is told beside the cause, at most <see cref="MaxWordsLength"/> characters; visitors never see it.</param>
/// <param name="By">A user's id, or <c>system</c>.</param>
public sealed record Suspension(SuspensionCause Cause, string Words, string By, DateTimeOffset Since)
{
    public const int MaxWordsLength = 300;
}
