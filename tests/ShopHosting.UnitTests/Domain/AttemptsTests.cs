using System.Net;
using ShopHosting.Domain.Persons;
using ShopHosting.Testing;

namespace ShopHosting.UnitTests.Domain;

public sealed class AttemptsTests
{
    private static readonly AttemptLimit Limit = new(3, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30));

    [Fact]
    public void Each_attempt_beyond_the_free_ones_waits_twice_as_long_until_the_longest()
    {
        var waits = Enumerable.Range(0, 40).Select(count => new Attempts(count, Some.Noon).Wait(Limit, Some.Noon)?.TotalSeconds).ToList();

        waits.Take(9).ShouldBe([null, null, null, 2, 4, 8, 16, 30, 30]);
        waits.Skip(9).ShouldAllBe(wait => wait == 30);
    }

    [Fact]
    public void The_wait_runs_from_the_last_attempt_and_ends()
    {
        var attempts = new Attempts(4, Some.Noon);

        attempts.Wait(Limit, Some.Noon + TimeSpan.FromSeconds(3)).ShouldBe(TimeSpan.FromSeconds(1));
        attempts.Wait(Limit, Some.Noon + TimeSpan.FromSeconds(4)).ShouldBeNull();
    }

    [Fact]
    public void After_twice_the_longest_wait_all_is_forgotten()
    {
        var later = Some.Noon + Limit.Longest * 2;

        new Attempts(50, Some.Noon).OneMore(Limit, later - TimeSpan.FromTicks(1)).Count.ShouldBe(51);
        new Attempts(50, Some.Noon).OneMore(Limit, later).ShouldBe(new Attempts(1, later));
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:3::1", "2001:db8:1:3::/64")]
    [InlineData("unknown", "unknown")]
    [InlineData("", "unknown")]
    public void A_whole_64_of_IPv6_counts_as_one_visitor(string address, string network)
    {
        VisitorNetwork.Of(address).ShouldBe(network);
        VisitorNetwork.Of(IPAddress.TryParse(address, out var parsed) ? parsed : null).ShouldBe(network);
    }

    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Windows")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1", "Safari on iPhone")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge on Windows")]
    [InlineData("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36", "Chrome on Android")]
    [InlineData("curl/8.5.0", "curl")]
    [InlineData("<script>alert(1)</script>", "A browser that does not say which")]
    [InlineData("", "A browser that does not say which")]
    public void A_browser_is_told_in_words_of_our_own(string userAgent, string words) => DeviceWords.Of(userAgent).ShouldBe(words);
}
