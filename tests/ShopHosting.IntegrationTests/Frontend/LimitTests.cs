using System.Net;
using Microsoft.Extensions.Options;
using ShopHosting.Testing.Frontend;

namespace ShopHosting.IntegrationTests.Frontend;

public sealed class LimitTests : FrontendTest
{
    protected override IEnumerable<KeyValuePair<string, string?>> Settings =>
    [
        new("Frontend:SignInsPerMinute", "10"), new("Frontend:SignUpsPerMinute", "5"), new("Frontend:PasswordResetsPerMinute", "5"), new("Frontend:AvailabilityChecksPerMinute", "60"), new("Frontend:TrustedProxies:0", "127.0.0.1"),
    ];

    [Theory]
    [InlineData("/sign-in", 10)]
    [InlineData("/sign-up", 5)]
    [InlineData("/forgot-password", 5)]
    public async Task Sending_too_often_is_refused_with_when_to_come_back_and_the_page_stays_readable(string path, int limit)
    {
        var visitor = Visitor();
        var form = Form(await visitor.GetAsync(path), path);
        for (var i = 0; i < limit; i++)
        {
            (await visitor.PostAsync(path, form)).Status.ShouldBe(HttpStatusCode.BadRequest);
        }

        var answer = await visitor.PostAsync(path, form);
        answer.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        int.Parse(answer.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(1, 60);
        answer.Text.ShouldContain("A little too often");
        answer.Text.ShouldContain($"Wait {answer.Headers["Retry-After"]} seconds");
        (await visitor.GetAsync(path)).Status.ShouldBe(HttpStatusCode.OK);
        (await visitor.GetAsync("/")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Each_visitor_behind_the_trusted_proxy_counts_alone_and_its_own_word_counts_not()
    {
        var visitor = Visitor();
        for (var i = 0; i < 60; i++)
        {
            (await AskAsync("203.0.113.7")).Status.ShouldBe(HttpStatusCode.OK);
        }

        (await AskAsync("203.0.113.7")).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        (await AskAsync("198.51.100.1, 203.0.113.7")).Status.ShouldBe(HttpStatusCode.TooManyRequests, "only the last hop is the proxy's word");
        (await AskAsync("203.0.113.8")).Status.ShouldBe(HttpStatusCode.OK);

        Task<Answer> AskAsync(string forwarded) => visitor.GetAsync("/api/availability?name=tea", ("X-Forwarded-For", forwarded));
    }

    [Fact]
    public async Task Without_a_trusted_proxy_forwarded_addresses_are_ignored()
    {
        await using var host = await FrontendHost.StartAsync(settings: [new("Frontend:AvailabilityChecksPerMinute", "2")]);
        using var visitor = new Visitor(host.Address);
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 3; i++)
        {
            statuses.Add((await visitor.GetAsync("/api/availability?name=tea", ("X-Forwarded-For", $"203.0.113.{i}"))).Status);
        }

        statuses.ShouldBe([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests]);
    }

    [Theory]
    [InlineData("198.51.100.1, 203.0.113.7", "203.0.113.7")]
    [InlineData("203.0.113.7:4711", "203.0.113.7")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("<script>", "127.0.0.1")]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("10.0.0.1, unknown", "127.0.0.1")]
    public async Task Behind_the_trusted_proxy_a_session_has_the_last_address_that_the_proxy_added(string forwarded, string address)
        => (await AddressOfSessionAsync(Host, forwarded)).ShouldBe(address);

    [Theory]
    [InlineData("203.0.113.7")]
    [InlineData("127.0.0.1, 203.0.113.7")]
    public async Task Without_one_nobody_signs_in_from_where_he_says(string forwarded)
    {
        await using var host = await FrontendHost.StartAsync();
        (await AddressOfSessionAsync(host, forwarded)).ShouldBe("127.0.0.1");
    }

    private static async Task<string> AddressOfSessionAsync(FrontendHost host, string forwarded)
    {
        using var visitor = new Visitor(host.Address);
        visitor.Http.DefaultRequestHeaders.TryAddWithoutValidation("X-Forwarded-For", forwarded).ShouldBeTrue();
        (await SignUpAsync(visitor)).Status.ShouldBe(HttpStatusCode.Found);
        return host.Installation.People.Values.Single().State.Sessions.Single().Address;
    }

    [Fact]
    public async Task Wrong_options_are_all_named_at_the_start()
    {
        var failure = await Should.ThrowAsync<OptionsValidationException>(() => FrontendHost.StartAsync(settings:
            [new("Frontend:TrustedProxies:0", "proxy.example"), new("Frontend:TrustedProxies:1", "10.0.0.0/99"), new("Frontend:SignInsPerMinute", "0")]));
        failure.Message.ShouldContain("proxy.example");
        failure.Message.ShouldContain("10.0.0.0/99");
        failure.Message.ShouldContain("SignInsPerMinute");
    }

    [Fact]
    public async Task A_form_beyond_any_size_is_refused()
    {
        var visitor = Visitor();
        var answer = await SignUpAsync(visitor, form => form["Input.Title"] = new string('x', 100_000));
        ((int)answer.Status).ShouldBeInRange(400, 413);
    }
}
