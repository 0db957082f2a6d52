namespace ShopHosting.Frontend.Words;

/// <summary>How a thing looks: the colours of the style sheet, each with an icon, so that nothing is told by colour alone.</summary>
public enum Tone
{
    Quiet,
    Busy,
    Good,
    Warning,
    Bad,
}

public static class ToneExtensions
{
    /// <summary>As in the class <c>is-good</c>.</summary>
    public static string ToCss(this Tone tone) => tone switch
    {
        Tone.Quiet => "quiet",
        Tone.Busy => "busy",
        Tone.Good => "good",
        Tone.Warning => "warning",
        Tone.Bad => "bad",
    };

    public static string ToIcon(this Tone tone) => tone switch
    {
        Tone.Quiet => "pause",
        Tone.Busy => "busy",
        Tone.Good => "check",
        Tone.Warning => "alert",
        Tone.Bad => "alert",
    };
}
