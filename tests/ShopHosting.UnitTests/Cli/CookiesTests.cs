using ShopHosting.Cli.Panel;

namespace ShopHosting.UnitTests.Cli;

public sealed class CookiesTests
{
    [Fact]
    public void Without_cookies_there_is_no_header() => new Cookies().Header.ShouldBeNull();

    [Fact]
    public void A_secure_cookie_is_kept_with_its_value_alone()
        => Kept("__Host-session=abc=def; path=/; secure; httponly; samesite=lax").ShouldBe("__Host-session=abc=def");

    [Fact]
    public void The_newest_value_counts() => Kept("a=1; path=/", "b=2", "a=3").ShouldBe("a=3; b=2");

    [Fact]
    public void An_empty_value_takes_the_cookie_away() => Kept("a=1", "b=2", "a=; expires=Thu, 01 Jan 1970 00:00:00 GMT").ShouldBe("b=2");

    [Theory]
    [InlineData("")]
    [InlineData("=value")]
    [InlineData("name")]
    public void What_is_no_cookie_is_left_out(string header) => Kept(header).ShouldBeNull();

    private static string? Kept(params string[] headers)
    {
        var cookies = new Cookies();
        foreach (var header in headers)
        {
            cookies.Take(header);
        }

        return cookies.Header;
    }
}
