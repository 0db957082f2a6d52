namespace ShopHosting.Domain;

/// <summary>Who can act on an error, and so how a page or the API answers it.</summary>
public enum ErrorKind
{
    /// <summary>What was asked is malformed; the person asking can mend it.</summary>
    Invalid,

    /// <summary>There is no such thing, or it belongs to somebody else.</summary>
    NotFound,

    /// <summary>Somebody else has it already.</summary>
    Taken,

    /// <summary>The thing is not in a state for this.</summary>
    NotPossible,

    /// <summary>Whoever asks may not.</summary>
    Forbidden,

    /// <summary>It was asked too often; the same call may succeed after a while.</summary>
    TooOften,

    /// <summary>There is no room for it at the moment.</summary>
    Capacity,

    /// <summary>Something outside does not answer; the same call may succeed later.</summary>
    Unavailable,
}

/// <summary>An expected failure: a stable code for programs and a sentence for the person who asked.</summary>
/// <param name="Kind">Who can act on it.</param>
/// <param name="Code">Stable, lower case, <c>area.what</c>, for example <c>store.not-possible</c>.</param>
/// <param name="Message">What happened, to which thing, and what helps.</param>
/// <param name="Field">The field of the request that is meant, when it is one; a form shows the sentence there.</param>
/// <param name="RetryAfter">How long to wait before asking again, when it was asked too often.</param>
public sealed record Error(ErrorKind Kind, string Code, string Message, string? Field = null, TimeSpan? RetryAfter = null)
{
    public static Error Invalid(string field, string message) => new(ErrorKind.Invalid, "request.invalid", message, field);

    public override string ToString() => $"{Code}: {Message}";
}
