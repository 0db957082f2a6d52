using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewEngines;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Routing;

namespace ShopHosting.Frontend.Live;

/// <summary>Renders a part of a page by itself, with the same markup as the page.</summary>
internal sealed class Fragments(IHttpContextAccessor http, ICompositeViewEngine views, IModelMetadataProvider metadata, ITempDataProvider tempData)
{
    public async Task<string> RenderAsync<TModel>(string path, TModel model)
    {
        var context = http.HttpContext ?? throw new InvalidOperationException("There is no request.");
        var found = views.GetView(null, path, isMainPage: false);
        found.EnsureSuccessful(null);
        await using var writer = new StringWriter();
        var data = new ViewDataDictionary<TModel>(metadata, new ModelStateDictionary()) { Model = model };
        var action = new ActionContext(context, context.GetRouteData(), new ActionDescriptor());
        await found.View.RenderAsync(new ViewContext(action, found.View, data, new TempDataDictionary(context, tempData), writer, new HtmlHelperOptions()));
        return writer.ToString();
    }
}
