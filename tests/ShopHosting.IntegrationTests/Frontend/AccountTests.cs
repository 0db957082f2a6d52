using System.Net;
using ShopHosting.Domain.Persons;
using ShopHosting.Testing;
using ShopHosting.Testing.Frontend;

namespace ShopHosting.IntegrationTests.Frontend;

/// <summary>One's own account: password, forgotten password, sessions.</summary>
public sealed class AccountTests : FrontendTest
{
    private const string NewPassword = "another long password";

    protected override IEnumerable<KeyValuePair<string, string?>> Settings => [new("Frontend:ShowsOutbox", "true")];

    [Fact]
    public async Task A_new_password_needs_the_old_one_and_signs_the_others_out()
    {
        var (visitor, _, _) = await CustomerAsync();
        var other = await SignedInAsync("teashop@example.org", Password);

        var wrong = await ChangeAsync(visitor, "not it", NewPassword);
        wrong.Status.ShouldBe(HttpStatusCode.Forbidden);
        ErrorOf(wrong, "CurrentPassword").ShouldBe("That is not your password.");
        ErrorOf(await ChangeAsync(visitor, Password, "short"), "NewPassword").ShouldContain("10 to 200");
        ErrorOf(await ChangeAsync(visitor, Password, "teashop@example.org"), "NewPassword").ShouldContain("your e-mail address");
        (await other.GetAsync("/account")).Status.ShouldBe(HttpStatusCode.OK);

        var changed = await visitor.FollowAsync(await ChangeAsync(visitor, Password, NewPassword));
        changed.Text.ShouldContain("Your password is changed");
        (await other.GetAsync("/account")).Status.ShouldBe(HttpStatusCode.Found);
        (await SignInAsync(Visitor(), "teashop@example.org", Password)).Status.ShouldBe(HttpStatusCode.Forbidden);
        await SignedInAsync("teashop@example.org", NewPassword);
    }

    [Fact]
    public async Task A_forgotten_password_is_replaced_by_the_link_in_the_outbox()
    {
        var (signedIn, _, _) = await CustomerAsync();
        var visitor = Visitor();
        var asked = await visitor.FollowAsync(await AskAsync(visitor, "teashop@example.org"));
        asked.Text.ShouldContain("If there is an account for that address");
        var link = Parse(await visitor.GetAsync("/outbox")).QuerySelector("article a")!.GetAttribute("href")!;

        ErrorOf(await ResetAsync(visitor, link, "short"), "Password").ShouldContain("10 to 200");
        var door = await ResetAsync(visitor, link, NewPassword);
        door.Location.ShouldBe("/sign-in?renewed=true");
        (await visitor.FollowAsync(door)).Text.ShouldContain("Your new password is set");

        (await signedIn.GetAsync("/account")).Status.ShouldBe(HttpStatusCode.Found, "all sessions have ended");
        await SignedInAsync("teashop@example.org", NewPassword);
        var again = await visitor.GetAsync(link);
        again.Text.ShouldContain("This link has been used");
        Parse(again).QuerySelector("input[type=password]").ShouldBeNull();
    }

    [Fact]
    public async Task A_link_that_ended_between_page_and_form_is_refused_in_words()
    {
        await CustomerAsync();
        var visitor = Visitor();
        await AskAsync(visitor, "teashop@example.org");
        var link = Parse(await visitor.GetAsync("/outbox")).QuerySelector("article a")!.GetAttribute("href")!;
        var form = Form(await visitor.GetAsync(link), "/reset-password");
        form["Input.Password"] = NewPassword;
        (await visitor.PostAsync("/reset-password", form)).Status.ShouldBe(HttpStatusCode.Found);

        var second = await visitor.PostAsync("/reset-password", form);

        second.Status.ShouldBe(HttpStatusCode.BadRequest);
        second.Text.ShouldContain(PersonErrors.ResetLinkEnded.Message);
    }

    [Fact]
    public async Task Asking_for_an_unknown_address_looks_the_same()
    {
        await CustomerAsync();
        var known = await Visitor().FollowAsync(await AskAsync(Visitor(), "teashop@example.org"));
        var unknown = await Visitor().FollowAsync(await AskAsync(Visitor(), "nobody@example.org"));

        Parse(unknown).QuerySelector("main")!.InnerHtml.ShouldBe(Parse(known).QuerySelector("main")!.InnerHtml);
        Installation.Outbox.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Sessions_are_listed_and_signed_out_one_or_all_at_once()
    {
        var (visitor, _, _) = await CustomerAsync();
        var phone = await SignedInAsync("teashop@example.org", Password, ("User-Agent", "Mozilla/5.0 (iPhone) Version/17.5 Safari/604.1"));
        var library = await SignedInAsync("teashop@example.org", Password);

        var page = Parse(await visitor.GetAsync("/account"));
        page.QuerySelectorAll("tbody tr").Length.ShouldBe(3);
        page.QuerySelectorAll("tbody tr")[0].TextContent.ShouldContain("This one");
        var row = page.QuerySelectorAll("tbody tr").Single(element => element.TextContent.Contains("Safari on iPhone", StringComparison.Ordinal));
        (await visitor.PostAsync("/account?handler=End", Fields((AngleSharp.Html.Dom.IHtmlFormElement)row.QuerySelector("form")!))).Location.ShouldBe("/account");
        (await phone.GetAsync("/account")).Status.ShouldBe(HttpStatusCode.Found);
        (await library.GetAsync("/account")).Status.ShouldBe(HttpStatusCode.OK);

        (await visitor.PostAsync("/account?handler=EndOthers", Form(await visitor.GetAsync("/account"), "/account?handler=EndOthers"))).Location.ShouldBe("/account");
        (await library.GetAsync("/account")).Status.ShouldBe(HttpStatusCode.Found);
        Parse(await visitor.GetAsync("/account")).QuerySelectorAll("tbody tr").Length.ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_signs_another_person_out()
    {
        var (ann, _, _) = await CustomerAsync();
        await SignedInAsync("teashop@example.org", Password);
        var (ben, _, _) = await CustomerAsync("coffeeshop");
        var form = Form(await ben.GetAsync("/account"), "/sign-out");
        form["Input.Id"] = Installation.Find(PersonRole.Customer, Some.Email("teashop@example.org"))!.State.Sessions[0].TokenHash[..16];

        (await ben.PostAsync("/account?handler=End", form)).Location.ShouldBe("/account");

        (await ann.GetAsync("/account")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_remembered_session_outlives_the_browsers_window()
    {
        await CustomerAsync();
        var answer = await SubmitAsync(Visitor(), "/sign-in", form => (form["Input.Email"], form["Input.Password"], form["Input.Remember"]) = ("teashop@example.org", Password, "true"));
        answer.Headers["Set-Cookie"].ToLowerInvariant().ShouldContain("max-age=");
        Installation.People.Values.Single().State.Sessions.Count(session => session.IsRemembered).ShouldBe(1);

        var other = await SubmitAsync(Visitor(), "/sign-in", form => (form["Input.Email"], form["Input.Password"]) = ("teashop@example.org", Password));
        other.Headers["Set-Cookie"].ToLowerInvariant().ShouldNotContain("max-age");
    }

    [Fact]
    public async Task Too_many_attempts_are_refused_with_when_to_come_back()
    {
        await CustomerAsync();
        Installation.Refusal = PersonErrors.TooOften(TimeSpan.FromSeconds(41.3));
        var answer = await SignInAsync(Visitor(), "teashop@example.org", Password);

        answer.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        answer.Headers["Retry-After"].ShouldBe("42");
        answer.Text.ShouldContain("Wait 42 seconds");
        Parse(answer).QuerySelector("a[href='/forgot-password']").ShouldNotBeNull();
    }

    [Fact]
    public async Task The_outbox_is_there_only_where_it_is_asked_for()
    {
        await using var host = await FrontendHost.StartAsync();
        using var visitor = new Visitor(host.Address);
        (await visitor.GetAsync("/outbox")).Status.ShouldBe(HttpStatusCode.NotFound);
        Parse(await visitor.GetAsync("/forgot-password?sent=true")).QuerySelector("a[href='/outbox']").ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("aaaaaaaaaaaaaaaaaaaa.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("../..")]
    public async Task A_made_up_link_leads_to_a_sentence(string token)
        => (await Visitor().GetAsync($"/reset-password?token={Uri.EscapeDataString(token)}")).Text.ShouldContain(PersonErrors.ResetLinkEnded.Message);

    private static Task<Answer> ChangeAsync(Visitor visitor, string current, string next)
        => SubmitAsync(visitor, "/account/password", form => (form["Input.CurrentPassword"], form["Input.NewPassword"]) = (current, next));

    private static Task<Answer> AskAsync(Visitor visitor, string email) => SubmitAsync(visitor, "/forgot-password", form => form["Input.Email"] = email);

    private static async Task<Answer> ResetAsync(Visitor visitor, string link, string password)
    {
        var form = Form(await visitor.GetAsync(link), "/reset-password");
        form["Input.Password"] = password;
        return await visitor.PostAsync("/reset-password", form);
    }

    private static Task<Answer> SignInAsync(Visitor visitor, string email, string password)
        => SubmitAsync(visitor, "/sign-in", form => (form["Input.Email"], form["Input.Password"]) = (email, password));

    private async Task<Visitor> SignedInAsync(string email, string password, params (string Name, string Value)[] headers)
    {
        var visitor = Visitor();
        foreach (var (name, value) in headers)
        {
            visitor.Http.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        }

        (await SignInAsync(visitor, email, password)).Location.ShouldBe("/stores");
        return visitor;
    }
}
