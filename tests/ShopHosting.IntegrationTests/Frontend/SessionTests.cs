using System.Net;
using ShopHosting.Contracts.Catalogue;
using ShopHosting.Contracts.Persons;
using ShopHosting.Contracts.Stores;
using ShopHosting.Testing.Frontend;

namespace ShopHosting.IntegrationTests.Frontend;

public sealed class SessionTests : FrontendTest
{
    [Fact]
    public async Task The_session_cookie_is_out_of_reach_of_scripts_and_neighbours_and_the_grain_knows_only_its_hash()
    {
        var visitor = Visitor();
        var answer = await SignUpAsync(visitor);
        var cookie = answer.Headers["Set-Cookie"].Split('\n').Single(set => set.StartsWith("__Host-session=", StringComparison.Ordinal)).ToLowerInvariant();
        foreach (var attribute in new[] { "path=/", "secure", "httponly", "samesite=lax" })
        {
            cookie.ShouldContain(attribute);
        }

        cookie.ShouldNotContain("domain");
        var person = Installation.People.Values.Single();
        person.State.Sessions.Single().TokenHash.ShouldMatch("^[0-9a-f]{64}$");
        visitor.Cookies["__Host-session"].ShouldNotContain(person.State.Sessions.Single().TokenHash);
    }

    [Fact]
    public async Task Signing_in_begins_a_new_session_each_time()
    {
        await CustomerAsync("teashop");
        var tokens = new HashSet<string>();
        for (var i = 0; i < 2; i++)
        {
            var visitor = Visitor();
            (await SignInAsync(visitor, "teashop@example.org", Password)).Location.ShouldBe("/stores");
            tokens.Add(visitor.Cookies["__Host-session"]);
        }

        tokens.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("teashop@example.org", "wrong password")]
    [InlineData("unknown@example.org", Password)]
    [InlineData("no address at all", Password)]
    public async Task Unknown_and_wrong_get_the_same_answer(string email, string password)
    {
        await CustomerAsync("teashop");
        var answer = await SignInAsync(Visitor(), email, password);
        answer.Status.ShouldBe(HttpStatusCode.Forbidden);
        Parse(answer).QuerySelector(".error-summary li")!.TextContent.ShouldBe("E-mail address and password do not belong together.");
        answer.Headers.ShouldNotContainKey("Set-Cookie");
    }

    [Theory]
    [InlineData("/stores/new", "/stores/new")]
    [InlineData("https://evil.example/", "/stores")]
    [InlineData("//evil.example/", "/stores")]
    [InlineData("/\\evil.example", "/stores")]
    [InlineData("/\t/evil.example", "/stores")]
    [InlineData("javascript:alert(1)", "/stores")]
    [InlineData("/a\r\nSet-Cookie: a=b", "/stores")]
    [InlineData("/ü", "/stores")]
    public async Task Next_leads_only_to_our_own_pages(string next, string destination)
    {
        await CustomerAsync("teashop");
        var visitor = Visitor();
        var page = await visitor.GetAsync($"/sign-in?next={Uri.EscapeDataString(next)}");
        var form = Form(page, "/sign-in");
        form["next"] = next;
        (form["Input.Email"], form["Input.Password"]) = ("teashop@example.org", Password);
        (await visitor.PostAsync("/sign-in", form)).Location.ShouldBe(destination);
        (await visitor.GetAsync($"/sign-in?next={Uri.EscapeDataString(next)}")).Location.ShouldBe(destination);
    }

    [Fact]
    public async Task A_page_that_needs_somebody_leads_to_the_door_and_back()
    {
        var (_, _, page) = await CustomerAsync("teashop");
        var visitor = Visitor();
        var door = (await visitor.GetAsync(page)).Location!;
        new Uri(Host.Address, door).PathAndQuery.ShouldBe($"/sign-in?next={Uri.EscapeDataString(page)}");
        var form = Form(await visitor.GetAsync(new Uri(Host.Address, door).PathAndQuery), "/sign-in");
        (form["Input.Email"], form["Input.Password"]) = ("teashop@example.org", Password);
        (await visitor.PostAsync("/sign-in", form)).Location.ShouldBe(page);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_where_it_lives()
    {
        var (visitor, _, page) = await CustomerAsync();
        var stolen = visitor.Cookies["__Host-session"];
        var form = Form(await visitor.GetAsync("/stores"), "/sign-out");
        (await visitor.PostAsync("/sign-out", form)).Location.ShouldBe("/sign-in");

        visitor.Cookies.ShouldNotContainKey("__Host-session");
        var thief = Visitor();
        thief.Cookies["__Host-session"] = stolen;
        (await thief.GetAsync(page)).Status.ShouldBe(HttpStatusCode.Found);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("aaaaaaaaaaaaaaaaaaaa.short")]
    [InlineData("aaaaaaaaaaaaaaaaaaaa.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("../../..")]
    public async Task A_made_up_cookie_is_nobody(string cookie)
    {
        var visitor = Visitor();
        visitor.Cookies["__Host-session"] = cookie;
        (await visitor.GetAsync("/")).Status.ShouldBe(HttpStatusCode.OK);
        (await visitor.GetAsync("/stores")).Status.ShouldBe(HttpStatusCode.Found);
    }

    [Fact]
    public async Task When_nobody_can_say_who_is_asking_the_answer_is_try_again_and_not_the_door()
    {
        var (visitor, _, page) = await CustomerAsync();
        Installation.Failures[typeof(IPersonGrain)] = new TimeoutException("no answer");
        (await visitor.GetAsync("/")).Status.ShouldBe(HttpStatusCode.OK);
        var answer = await visitor.GetAsync(page);
        answer.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Text.ShouldContain("Please try again");
    }

    [Fact]
    public async Task A_grain_that_does_not_answer_is_told_as_try_again_and_a_bug_without_its_inside()
    {
        var (visitor, _, page) = await CustomerAsync();
        Installation.Failures[typeof(IStoreGrain)] = new TimeoutException("inner name");
        var late = await visitor.GetAsync(page);
        late.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        late.Text.ShouldContain("request id");
        late.Text.ShouldNotContain("inner name");

        Installation.Failures[typeof(ICatalogueGrain)] = new InvalidOperationException("inner name");
        var broken = await visitor.GetAsync("/");
        broken.Status.ShouldBe(HttpStatusCode.InternalServerError);
        broken.Text.ShouldContain("went wrong on our side");
        broken.Text.ShouldNotContain("inner name");
        (await visitor.PostAsync("/stores/new", Form(await CleanAsync(visitor), "/sign-out"))).Status.ShouldBe(HttpStatusCode.InternalServerError);

        async Task<Answer> CleanAsync(Visitor asking)
        {
            Installation.Failures.TryRemove(typeof(IStoreGrain), out _);
            return await asking.GetAsync("/stores");
        }
    }

    private static Task<Answer> SignInAsync(Visitor visitor, string email, string password)
        => SubmitAsync(visitor, "/sign-in", form => (form["Input.Email"], form["Input.Password"]) = (email, password));
}
