namespace ShopHosting.Provisioning.Steps;

/// <summary>How the world stands, as a step's check found it.</summary>
public abstract record Finding
{
    private Finding()
    {
    }

    public static Finding None { get; } = new Absent();

    public static Finding Fine { get; } = new AsDesired();

    public sealed record Absent : Finding;

    public sealed record AsDesired(string? Detail = null) : Finding;

    /// <summary>It is there, but not as it should be.</summary>
    public sealed record Different(string What) : Finding;

    /// <summary>Something of that name belongs to somebody else; it is left alone.</summary>
    public sealed record Foreign(Domain.Error Whose) : Finding;

    /// <summary>The world could not be asked.</summary>
    public sealed record Unknown(Domain.Error Why) : Finding;
}
