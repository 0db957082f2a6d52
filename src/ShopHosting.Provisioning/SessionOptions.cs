using System.ComponentModel.DataAnnotations;
using ShopHosting.Domain.Persons;

namespace ShopHosting.Provisioning;

/// <summary>How long people stay signed in. Section <c>Sessions</c>. All are enforced where the sessions are kept, from 10 minutes to a year.</summary>
public sealed class SessionOptions : IValidatableObject
{
    public const string Section = "Sessions";

    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    /// <summary>A session that is not used for this long ends. Default 12 hours.</summary>
    public TimeSpan Idle { get; set; } = SessionLimits.Default.Ordinary.Idle;

    /// <summary>A session ends after this long, however much it is used. Default 14 days.</summary>
    public TimeSpan Absolute { get; set; } = SessionLimits.Default.Ordinary.Absolute;

    /// <summary>The same for who chose to stay signed in. Default 30 days.</summary>
    public TimeSpan RememberedIdle { get; set; } = SessionLimits.Default.Remembered.Idle;

    /// <summary>Default 90 days.</summary>
    public TimeSpan RememberedAbsolute { get; set; } = SessionLimits.Default.Remembered.Absolute;

    /// <summary>The same for administrators. Default 30 minutes.</summary>
    public TimeSpan AdministratorIdle { get; set; } = SessionLimits.Default.Administrator.Idle;

    /// <summary>Default 12 hours.</summary>
    public TimeSpan AdministratorAbsolute { get; set; } = SessionLimits.Default.Administrator.Absolute;

    public SessionLimits ToLimits() => new(new(Idle, Absolute), new(RememberedIdle, RememberedAbsolute), new(AdministratorIdle, AdministratorAbsolute));

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        (string Name, TimeSpan Value)[] all =
        [
            (nameof(Idle), Idle), (nameof(Absolute), Absolute), (nameof(RememberedIdle), RememberedIdle), (nameof(RememberedAbsolute), RememberedAbsolute),
            (nameof(AdministratorIdle), AdministratorIdle), (nameof(AdministratorAbsolute), AdministratorAbsolute),
        ];
        return all.Where(limit => limit.Value < Shortest || limit.Value > Longest)
            .Select(limit => new ValidationResult($"{Section}:{limit.Name} is {limit.Value}; it takes 10 minutes to 366 days.", [limit.Name]));
    }
}
