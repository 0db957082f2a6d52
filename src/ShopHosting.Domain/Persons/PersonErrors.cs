namespace ShopHosting.Domain.Persons;

/// <summary>What can be refused about a person's sign-up and sign-in.</summary>
public static class PersonErrors
{
    public static Error EmailTaken { get; } = new(ErrorKind.Taken, "person.email-taken", "There is already an account for this e-mail address; sign in instead.", "Email");

    /// <summary>The same for an unknown address and for a wrong password.</summary>
    public static Error WrongCredentials { get; } = new(ErrorKind.Forbidden, "person.wrong-credentials", "E-mail address and password do not belong together.");

    public static Error WrongPassword { get; } = new(ErrorKind.Forbidden, "person.wrong-password", "That is not your password.", "Password");

    public static Error NotFinished { get; } = new(ErrorKind.NotPossible, "person.sign-up-not-finished", "Your sign-up is still being finished; try again in a few seconds.");

    public static Error NotPossible { get; } = new(ErrorKind.NotPossible, "person.not-possible", "This sign-up has expired; begin again.");

    public static Error SignUpTookTooLong { get; } = new(ErrorKind.Unavailable, "person.sign-up-expired", "The sign-up could not be finished in time; nothing was kept. Please begin again.");

    /// <summary>The same for a link that was never sent, was used, was followed by a newer one, or is too old.</summary>
    public static Error ResetLinkEnded { get; } = new(ErrorKind.NotPossible, "person.reset-link-ended", "This link has been used, is too old, or there is a newer one. Ask for a new one.");

    public static Error TooOften(TimeSpan wait) => new(ErrorKind.TooOften, "person.too-often",
        $"There were too many attempts that did not succeed. Wait {(wait < TimeSpan.FromSeconds(90) ? $"{Math.Ceiling(wait.TotalSeconds):0} seconds" : $"{Math.Ceiling(wait.TotalMinutes):0} minutes")}, then try again.",
        RetryAfter: wait);
}
