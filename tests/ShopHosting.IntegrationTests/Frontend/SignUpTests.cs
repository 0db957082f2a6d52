using System.Net;
using ShopHosting.Domain;
using ShopHosting.Domain.Accounts;
using ShopHosting.Testing.Frontend;

namespace ShopHosting.IntegrationTests.Frontend;

public sealed class SignUpTests : FrontendTest
{
    [Fact]
    public async Task A_visitor_signs_up_and_lands_signed_in_on_the_page_of_the_new_shop()
    {
        var (visitor, store, page) = await CustomerAsync();

        var answer = await visitor.GetAsync(page);
        answer.Status.ShouldBe(HttpStatusCode.OK);
        Parse(answer).QuerySelector("h1")!.TextContent.ShouldBe("The Tea Shop");
        Parse(answer).QuerySelectorAll(".step").Length.ShouldBe(store.State.Operation!.Steps.Length);
        store.State.Order.HasSampleProducts.ShouldBeTrue();
        store.State.Order.AdminEmail.Value.ShouldBe("teashop@example.org");
    }

    [Fact]
    public async Task The_plan_of_the_link_is_chosen_and_country_and_currency_follow_the_browser()
    {
        var form = Form(await Visitor().GetAsync("/sign-up?plan=studio", ("Accept-Language", "pl-PL,pl;q=0.9,en;q=0.8")), "/sign-up");
        form["Input.Plan"].ShouldBe("studio");
        form["Input.Country"].ShouldBe("PL");
        form["Input.Currency"].ShouldBe("PLN");
        form["Input.Platform"].ShouldBe("evershop");
    }

    [Theory]
    [InlineData("Name", "ab", "3 to 40")]
    [InlineData("Name", "admin", "kept for the platform")]
    [InlineData("Title", "", "missing")]
    [InlineData("Platform", "magento", "not offered")]
    [InlineData("Platform", "nonesuch", "Choose a kind")]
    [InlineData("Country", "QQ", "Choose a country")]
    [InlineData("Currency", "XXX", "Choose a currency")]
    [InlineData("Email", "ann", "no e-mail address")]
    [InlineData("Password", "short", "10 to 200")]
    [InlineData("Password", "ann@example.org", "may not be your e-mail")]
    [InlineData("Plan", "nonesuch", "Choose a plan")]
    public async Task Each_mistake_is_told_at_its_field_and_in_the_summary(string field, string value, string told)
    {
        var answer = await SignUpAsync(Visitor(), form => form[$"Input.{field}"] = value);

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        ErrorOf(answer, field).ShouldContain(told);
        var link = Parse(answer).QuerySelector(".error-summary a")!;
        Parse(answer).GetElementById(link.GetAttribute("href")![1..]).ShouldNotBeNull();
        Installation.SignUpsDone.ShouldBe(0);
    }

    [Fact]
    public async Task All_mistakes_are_told_at_once_and_what_was_typed_stays_but_the_password()
    {
        var answer = await SignUpAsync(Visitor(), form =>
        {
            form["Input.Name"] = "-";
            form["Input.Email"] = "nobody";
            form["Input.Password"] = "secret";
        });

        Parse(answer).QuerySelectorAll(".error-summary a").Select(link => link.GetAttribute("href")).ShouldBe(["#Input-Name", "#Input-Email", "#Input-Password"]);
        var form = Form(answer, "/sign-up");
        form["Input.Title"].ShouldBe("The Tea Shop");
        form["Input.Email"].ShouldBe("nobody");
        form["Input.Password"].ShouldBe("");
    }

    [Fact]
    public async Task A_taken_address_is_told_at_its_field_and_the_next_attempt_is_a_new_asking()
    {
        await CustomerAsync("teashop");
        var visitor = Visitor();
        var first = await SignUpFormAsync(visitor);
        var answer = await visitor.PostAsync("/sign-up", first);

        answer.Status.ShouldBe(HttpStatusCode.Conflict);
        ErrorOf(answer, "Name").ShouldContain("taken");
        var second = Form(answer, "/sign-up");
        second["Input.Operation"].ShouldNotBe(first["Input.Operation"]);
        second["Input.Name"] = "coffeeshop";
        second["Input.Password"] = Password;
        (await visitor.PostAsync("/sign-up", second)).Status.ShouldBe(HttpStatusCode.Found);
    }

    [Fact]
    public async Task A_taken_e_mail_address_is_told_at_its_field()
    {
        await CustomerAsync("teashop");
        var answer = await SignUpAsync(Visitor(), form => (form["Input.Name"], form["Input.Email"]) = ("other", "teashop@example.org"));
        answer.Status.ShouldBe(HttpStatusCode.Conflict);
        ErrorOf(answer, "Email").ShouldContain("sign in instead");
    }

    [Fact]
    public async Task After_an_outside_failure_sending_again_is_the_same_asking()
    {
        Installation.Refusal = new Error(ErrorKind.Unavailable, "test.down", "The database does not answer.");
        var visitor = Visitor();
        var first = await SignUpFormAsync(visitor);
        var answer = await visitor.PostAsync("/sign-up", first);

        answer.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Text.ShouldContain("The database does not answer.");
        Form(answer, "/sign-up")["Input.Operation"].ShouldBe(first["Input.Operation"]);
    }

    [Fact]
    public async Task The_same_form_sent_twice_makes_one_shop_and_leads_to_it_both_times()
    {
        var visitor = Visitor();
        var form = await SignUpFormAsync(visitor);
        var answers = new[] { await visitor.PostAsync("/sign-up", form), await Again(visitor, form) };

        answers[0].Location!.ShouldBe(answers[1].Location);
        Installation.SignUpsDone.ShouldBe(1);
        Installation.Stores.Count.ShouldBe(1);

        // The second click of a double click still has the cookies of the first page.
        async Task<Answer> Again(Visitor first, Dictionary<string, string> sent)
        {
            var double_ = Visitor();
            double_.Cookies["__Host-xsrf"] = first.Cookies["__Host-xsrf"];
            return await double_.PostAsync("/sign-up", sent);
        }
    }

    [Fact]
    public async Task Somebody_signed_in_is_led_to_one_more_shop()
    {
        var (visitor, _, _) = await CustomerAsync();
        (await visitor.GetAsync("/sign-up")).Location.ShouldBe("/stores/new");
    }

    [Fact]
    public async Task One_more_shop_is_ordered_within_the_plan_and_refused_beyond_it()
    {
        var (visitor, _, _) = await CustomerAsync(plan: "starter");
        var full = await SubmitAsync(visitor, "/stores/new", form => (form["Input.Name"], form["Input.Title"]) = ("second", "Second"));
        full.Status.ShouldBe(HttpStatusCode.Conflict);
        full.Text.ShouldContain(AccountErrors.StoreLimit(Installation.Plan("starter")).Message);

        Installation.Accounts.Values.Single().Plan = "growth";
        var ordered = await SubmitAsync(visitor, "/stores/new", form => (form["Input.Name"], form["Input.Title"]) = ("second", "Second"));
        ordered.Status.ShouldBe(HttpStatusCode.Found);
        (await visitor.FollowAsync(ordered)).Text.ShouldContain("Second");
        Installation.Stores.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("teashop", false, "taken")]
    [InlineData("coffee", true, "free")]
    [InlineData("admin", false, "kept for the platform")]
    [InlineData("a b", false, "letters a to z")]
    [InlineData("", false, "3 to 40")]
    public async Task Availability_says_whether_an_address_can_be_had(string name, bool free, string told)
    {
        await CustomerAsync("teashop");
        var answer = await Visitor().GetAsync($"/api/availability?name={Uri.EscapeDataString(name)}");
        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Text.ShouldContain($"\"free\":{(free ? "true" : "false")}");
        answer.Text.ShouldContain(told);
    }
}
