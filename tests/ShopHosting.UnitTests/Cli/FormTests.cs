using ShopHosting.Cli.Panel;

namespace ShopHosting.UnitTests.Cli;

public sealed class FormTests
{
    private const string Page = """
        <form method="post" action="/search"><input name="q" value="no"></form>
        <form method="post" action="/sign-up">
          <div id="error-summary"><h2>2 things</h2><ul><li><a href="#Input-Name">'teashop' is taken.</a></li><li>Choose a plan.</li></ul></div>
          <input type="hidden" name="Input.Operation" value="op&amp;1">
          <input name="Input.Title" value=""><input type="password" name="Input.Password">
          <label><input type="radio" name="Input.Platform" value="woocommerce" disabled><span class="is-missing"> Not offered here: no plugin. </span></label>
          <label><input type="radio" name="Input.Platform" value="wordpress" checked></label>
          <label><input type="radio" name="Input.Plan" value="starter" checked></label><label><input type="radio" name="Input.Plan" value="scale"></label>
          <select name="Input.Country"><option value="AT">Austria</option><option value="DE" selected>Germany</option></select>
          <input type="checkbox" name="Input.SampleProducts" value="true" checked><input type="checkbox" name="Input.News" value="true">
          <input type="hidden" name="xsrf" value="token">
          <input type="submit" value="Open"><button name="other" value="x">Other</button>
        </form>
        """;

    private static Form Read() => Form.Find(Page, "/sign-up")!;

    [Fact]
    public void A_form_is_sent_as_a_browser_would_send_it()
        => Read().Values.ShouldBe(
        [
            new("Input.Operation", "op&1"), new("Input.Title", ""), new("Input.Password", ""), new("Input.Platform", "wordpress"), new("Input.Plan", "starter"),
            new("Input.Country", "DE"), new("Input.SampleProducts", "true"), new("xsrf", "token"),
        ]);

    [Fact]
    public void A_field_is_filled_by_its_name() => Read().Fill("Input.Title", "Tea & more")["Input.Title"].ShouldBe("Tea & more");

    [Fact]
    public void A_field_that_is_not_there_is_named() => Should.Throw<PanelException>(() => Read().Fill("Input.Colour", "red")).Message.ShouldContain("Input.Colour");

    [Fact]
    public void A_page_without_the_form_has_none() => Form.Find(Page, "/sign-in").ShouldBeNull();

    [Fact]
    public void Only_what_can_be_chosen_is_a_choice() => Read().Choices("Input.Platform").ShouldBe(["wordpress"]);

    [Fact]
    public void A_choice_that_is_off_tells_why()
    {
        Read().WhyOff("Input.Platform", "woocommerce").ShouldBe("Not offered here: no plugin.");
        Read().WhyOff("Input.Platform", "wordpress").ShouldBeNull();
    }

    [Fact]
    public void The_errors_are_the_sentences_of_the_summary() => Read().Errors.ShouldBe(["'teashop' is taken.", "Choose a plan."]);
}
