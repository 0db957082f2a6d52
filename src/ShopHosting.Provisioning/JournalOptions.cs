using System.ComponentModel.DataAnnotations;

namespace ShopHosting.Provisioning;

/// <summary>How long it is remembered what the platform put right by itself: repairs, leftovers taken away. What people asked for is kept. Section <c>Journal</c>.</summary>
public sealed class JournalOptions
{
    public const string Section = "Journal";

    /// <summary>How long after its end. Default 90 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan Keep { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Of each store and server so many of the newest of each kind are kept however old they are. Default 20.</summary>
    [Range(1, 10_000)]
    public int KeepNewest { get; set; } = 20;
}
