namespace ShopHosting.Actors;

/// <summary>Why an activation goes, for people: the text and the code decide nothing.</summary>
public readonly struct DeactivationReason(DeactivationReasonCode code, Exception? exception, string text)
{
    public DeactivationReason(DeactivationReasonCode code, string text)
        : this(code, null, text)
    {
    }

    public string Description { get; } = text;

    public DeactivationReasonCode ReasonCode { get; } = code;

    /// <summary>What went wrong, when that is the reason.</summary>
    public Exception? Exception { get; } = exception;

    public override string ToString() => Exception is null ? $"{ReasonCode}: {Description}" : $"{ReasonCode}: {Description} {Exception}";
}

/// <summary>The reasons Orleans knows, in its order and with its numbers; this host gives only some of them.</summary>
#pragma warning disable CA1028 // a byte, as in Orleans
public enum DeactivationReasonCode : byte
#pragma warning restore CA1028
{
    None,
    ShuttingDown,
    ActivationFailed,
    DirectoryFailure,
    ActivationIdle,
    ActivationUnresponsive,
    DuplicateActivation,
    IncompatibleRequest,
    ApplicationError,
    ApplicationRequested,
    Migrating,
    RuntimeRequested,
    HighMemoryPressure,
}
